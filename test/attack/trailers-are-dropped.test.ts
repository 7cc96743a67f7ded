import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { test } from 'node:test';
import { post } from './attack.ts';
import { startGateway } from './gateway.ts';
import { send } from './wire.ts';

test('trailers are dropped and never become header fields', async (t) => {
  const gateway = await startGateway();
  t.after(() => gateway.close());

  const trailers = 'Authorization: Bearer forged\r\nHost: evil\r\nX-Regate-Subject: forged\r\nX-Trailer: forged\r\n';
  const { responses } = await send(
    gateway.port,
    post(['Transfer-Encoding: chunked'], `5\r\nhello\r\n0\r\n${trailers}\r\n`),
  );

  assert.deepEqual(
    responses.map(({ status }) => status),
    [200],
  );
  const { body, rawHeaders } = gateway.upstream.arrived[0]!;
  assert.equal(body, 'hello');
  assert.doesNotMatch(rawHeaders.join('\n'), /forged|evil|X-Trailer/i);
});

test('so are those of HTTP/2', async (t) => {
  const folder = join(import.meta.dirname, '../request/listener/testdata');
  const certificates = [{ cert: join(folder, 'first.crt'), key: join(folder, 'first.key') }];
  const gateway = await startGateway({ tls: { certificates, minVersion: 'TLSv1.2' } });
  t.after(() => gateway.close());
  const session = connect(`https://127.0.0.1:${gateway.port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const stream = session.request({ ':method': 'POST', ':authority': 'a' }, { waitForTrailers: true } as object);
  stream.on('wantTrailers', () => {
    stream.sendTrailers({ authorization: 'Bearer forged', 'x-regate-subject': 'forged', 'x-trailer': 'forged' });
  });
  stream.end('hello');
  const [headers] = await once(stream, 'response');
  assert.equal(headers[':status'], 200);
  await once(stream.resume(), 'close');
  const { body, rawHeaders } = gateway.upstream.arrived[0]!;
  assert.equal(body, 'hello');
  assert.doesNotMatch(rawHeaders.join('\n'), /forged|X-Trailer/i);
});
