import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { GatewayError } from '../../../src/errors.ts';
import { startEcho, startTunnels } from './fixture.ts';

test('hundreds of tunnels that end in every way: each is over once, and no socket stays', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin, { limits: { maxBytes: 500_000 } });
  const ways: ((client: WebSocket, server: WebSocket) => void)[] = [
    (client) => client.close(),
    (client) => client.terminate(),
    (_client, server) => server.close(),
    (_client, server) => server.terminate(),
    (client) => client.send(Buffer.alloc(600_000)),
    (client, server) => {
      client.terminate();
      server.terminate();
    },
    () => [...gateway.tunnels].at(-1)?.revoke(new GatewayError('no_longer_allowed', 'a new policy')),
  ];
  const count = 210;
  for (let i = 0; i < count; i++) {
    const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/`).on('error', () => {});
    await once(client, 'open');
    const server = await echo.accepted();
    client.send(Buffer.alloc((i * 997) % 50_000));
    server.send('x'.repeat(i));
    ways[i % ways.length]!(client, server);
  }
  for (let i = 0; i < count; i++) assert.ok('bytesIn' in (await gateway.next()));
  assert.deepEqual([gateway.tunnels.size, gateway.watch.size, gateway.transport.connected], [0, 0, 0]);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  gateway.listener.app.server.getConnections((error, open) => (error ? reject(error) : resolve(open)));
  assert.equal(await promise, 0);
});
