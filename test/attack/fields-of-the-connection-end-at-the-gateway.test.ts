import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from './attack.ts';
import { startGateway } from './gateway.ts';
import { fieldOf } from './upstream.ts';
import { send } from './wire.ts';

test('hop-by-hop fields and what connection lists reach neither the policy nor the upstream', async (t) => {
  const gateway = await startGateway();
  t.after(() => gateway.close());

  const { responses } = await send(
    gateway.port,
    get(
      '/items',
      'Connection: keep-alive, X-User',
      'connection: TE, x-second,',
      'Keep-Alive: timeout=5',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic eDp5',
      'TE: trailers',
      'Trailer: X-Checksum',
      'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
      'Upgrade: h2c',
      'X-User: admin',
      'X-Second: 1',
      'X-Kept: 1',
    ),
  );

  assert.deepEqual(
    responses.map(({ status }) => status),
    [200],
  );
  assert.deepEqual(gateway.decided[0]!.headers, ['x-kept', '1']);
  const arrived = gateway.upstream.arrived[0]!;
  for (const name of ['x-user', 'x-second', 'te', 'trailer', 'upgrade', 'http2-settings', 'proxy-authorization']) {
    assert.equal(fieldOf(arrived, name), undefined, name);
  }
  assert.equal(fieldOf(arrived, 'x-kept'), '1');
});
