import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { GatewayError } from '../../../src/errors.ts';
import { refuse } from '../../../src/request/refuse.ts';
import { send } from '../../attack/wire.ts';
import { certificateFiles, open } from '../listener/open.ts';

const DENIED = new GatewayError('denied', 'the policy said no: 10.0.0.1 /policies/secret.rego', {
  detail: 'Ask for access — soon',
  headers: { 'retry-after': '7' },
});
const CONTEXT = { requestId: 'request-1', reasons: [{ code: 'quota', message: 'Used up' }, { code: 'night' }] };

async function openSession(t: TestContext, port: number): Promise<ClientHttp2Session> {
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  await once(session, 'connect');
  return session;
}

const tls = { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' as const };

test('over HTTP/2 one header section is the whole answer', async (t) => {
  const { port } = await open(t, (req, res) => refuse(req, res, DENIED, CONTEXT), { tls });
  const session = await openSession(t, port);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/grpc.testing.TestService/UnaryCall',
    'content-type': 'application/grpc+proto;x=y',
    te: 'trailers',
  });
  // The client of a stream has more to say; it is told nevertheless.
  stream.write('\0\0\0\0\0');
  const [headers, flags] = await once(stream, 'response');
  assert.equal(flags & constants.NGHTTP2_FLAG_END_STREAM, constants.NGHTTP2_FLAG_END_STREAM);
  const { date, ...rest } = headers;
  assert.deepEqual(Object.fromEntries(Object.entries(rest)), {
    ':status': 200,
    'content-type': 'application/grpc+proto',
    'grpc-status': '7',
    'grpc-message': 'The policy denied the request; Ask for access %E2%80%94 soon; quota: Used up; night',
    'cache-control': 'no-store',
    'retry-after': '7',
    'x-request-id': 'request-1',
  });
  await once(stream.resume(), 'close');
  assert.equal(stream.rstCode, constants.NGHTTP2_NO_ERROR);
});

test('gRPC-Web over HTTP/1.1 gets the same, and the connection goes on', async (t) => {
  const { port } = await open(t, (req, res) => refuse(req, res, DENIED, CONTEXT));
  const call =
    'POST /s/m HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc-web-text\r\nContent-Length: 4\r\n\r\nAAAA';
  const { responses } = await send(port, [call, call], { responses: 2 });
  for (const { status, headers, body } of responses) {
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/grpc-web-text');
    assert.equal(headers['grpc-status'], '7');
    assert.equal(headers['retry-after'], '7');
    assert.equal(body, '');
  }
  assert.equal(responses.length, 2);
});

test('an answer that had begun is reset', async (t) => {
  const handle: Parameters<typeof open>[1] = (req, res) => {
    (res as ServerResponse).write('part');
    setImmediate(() => refuse(req, res, DENIED, CONTEXT));
  };
  const { port } = await open(t, handle, { tls });
  const session = await openSession(t, port);
  const stream = session.request({ ':method': 'POST', 'content-type': 'application/grpc' }).resume();
  await once(stream, 'error');
  assert.equal(stream.rstCode, constants.NGHTTP2_INTERNAL_ERROR);
});
