import assert from 'node:assert/strict';
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
