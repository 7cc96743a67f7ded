import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayError } from '../../../src/errors.ts';
import { startUpstream } from '../../gateway/upstream.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { openSession } from '../../traffic/http2-client.ts';

/** Two looks of the watch: the first one starts the clock of a body. */
const LOOKS_MS = 300;

test('over HTTP/2', async (t) => {
  await using upstream = await startUpstream(() => {});
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const stream = session.request({ ':method': 'POST', ':path': '/slow' });
  stream.write('0123456789');
  await sleep(LOOKS_MS);
  gateway.pass(6000);
  const [headers] = await once(stream, 'response');
  assert.equal(headers[':status'], 408);
  const error = (await gateway.next()) as GatewayError;
  assert.equal(error.code, 'request_timeout');
  assert.match(error.message, /less than 240 bytes a second/);
});

test('over HTTP/1.1', async (t) => {
  await using upstream = await startUpstream(() => {});
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const req = request(`${gateway.origin}/slow`, { method: 'POST' });
  req.on('error', () => {}).write('0123456789');
  await sleep(LOOKS_MS);
  gateway.pass(6000);
  const [res] = await once(req, 'response');
  assert.equal(res.statusCode, 408);
  assert.equal(res.headers.connection, 'close');
});

test('a stream of gRPC may be silent', async (t) => {
  await using upstream = await startUpstream((req, res) => req.resume().on('end', () => res.end('ok')));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = await openSession(t, gateway.origin);
  const stream = session.request({ ':method': 'POST', ':path': '/s/m', 'content-type': 'application/grpc' });
  stream.write('\0\0\0\0\0');
  await sleep(LOOKS_MS);
  gateway.pass(6000);
  await sleep(LOOKS_MS);
  stream.end();
  const [headers] = await once(stream, 'response');
  assert.equal(headers[':status'], 200);
});
