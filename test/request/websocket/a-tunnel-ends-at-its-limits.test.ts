import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { GatewayError } from '../../../src/errors.ts';
import { ask, closing, openClient, startEcho, startTunnels, type TunnelGatewayOptions } from './fixture.ts';

const OPEN = { perMessageDeflate: false };

async function established(t: TestContext, limits: NonNullable<TunnelGatewayOptions['limits']>) {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin, { limits });
  const client = await openClient(t, gateway.port, OPEN);
  const upstream = await echo.accepted();
  return { gateway, client, upstream, ends: Promise.all([closing(client), closing(upstream)]) };
}

async function endOf(gateway: Awaited<ReturnType<typeof startTunnels>>) {
  const result = await gateway.next();
  assert.ok('bytesIn' in result);
  assert.equal(result.endedBy, 'gateway');
  assert.equal(gateway.watch.size, 0);
  return result;
}

test('silence for longer than idle ends it with 1001 for both', async (t) => {
  const { gateway, client, ends } = await established(t, { idle: 1000 });
  gateway.pass(900);
  await ask(client, 'alive');
  gateway.pass(900);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(gateway.tunnels.size, 1);
  gateway.pass(1000);
  const [atClient, atUpstream] = await ends;
  assert.deepEqual([atClient.code, atUpstream.code], [1001, 1001]);
  assert.match(atClient.reason, /silent/);
  assert.equal((await endOf(gateway)).error?.code, 'stream_limit');
});

test('its greatest age ends it, however busy it is', async (t) => {
  const { gateway, client, ends } = await established(t, { maxAge: 60_000 });
  const chatter = setInterval(() => client.send('again'), 10);
  t.after(() => clearInterval(chatter));
  await ask(client, 'first');
  gateway.pass(60_000);
  const [atClient, atUpstream] = await ends;
  assert.deepEqual([atClient.code, atUpstream.code], [1001, 1001]);
  assert.equal((await endOf(gateway)).error?.code, 'stream_limit');
});

test('the end of the credential ends it with 1008', async (t) => {
  const { gateway, ends } = await established(t, { expiresAt: Date.now() + 60_000 });
  gateway.pass(60_000);
  const [atClient, atUpstream] = await ends;
  assert.deepEqual([atClient.code, atUpstream.code], [1008, 1008]);
  assert.equal((await endOf(gateway)).error?.code, 'credential_expired');
});

test('a revocation ends it with 1008, and only the first reason counts', async (t) => {
  const { gateway, ends } = await established(t, {});
  const [tunnel] = gateway.tunnels;
  tunnel!.revoke(new GatewayError('no_longer_allowed', 'a new policy'));
  tunnel!.revoke(new GatewayError('credential_expired', 'later'));
  const [atClient, atUpstream] = await ends;
  assert.deepEqual([atClient.code, atUpstream.code], [1008, 1008]);
  assert.equal((await endOf(gateway)).error?.code, 'no_longer_allowed');
});

test('not one byte more than max_bytes passes, in both directions together', async (t) => {
  const { gateway, client, upstream, ends } = await established(t, { maxBytes: 10_000 });
  await ask(client, Buffer.alloc(4000));
  let received = 0;
  upstream.on('message', (data: Buffer) => {
    received += data.length;
  });
  client.send(Buffer.alloc(500));
  await once(client, 'message');
  client.send(Buffer.alloc(5000));
  const [atClient] = await ends;
  assert.equal(atClient.code, 1009);
  const result = await endOf(gateway);
  assert.equal(result.error?.code, 'stream_limit');
  assert.ok(result.bytesIn + result.bytesOut <= 10_000);
  assert.equal(received, 500);
});

test('within a frame that does not end, the connections are cut a second later', async (t) => {
  const { gateway, client, upstream } = await established(t, {});
  const { _socket: socket } = client as unknown as { _socket: import('node:net').Socket };
  socket.write(Buffer.from([0x82, 0x80 | 126, 0xff, 0xff, 1, 2, 3, 4, 5]));
  client.pause();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const start = performance.now();
  const [tunnel] = gateway.tunnels;
  tunnel!.revoke(new GatewayError('no_longer_allowed', 'a new policy'));
  assert.equal((await closing(upstream)).code, 1006);
  const took = performance.now() - start;
  assert.ok(took > 800 && took < 2000, `${took} ms`);
  await endOf(gateway);
});

test('the frame under way is completed before the Close frame', async (t) => {
  const { gateway, client, upstream, ends } = await established(t, {});
  const { _socket: socket } = client as unknown as { _socket: import('node:net').Socket };
  const message = once(upstream, 'message');
  socket.write(Buffer.from([0x81, 0x85, 0, 0, 0, 0, 0x68]));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const [tunnel] = gateway.tunnels;
  tunnel!.revoke(new GatewayError('no_longer_allowed', 'a new policy'));
  socket.write(Buffer.concat([Buffer.from('ello'), Buffer.from([0x81, 0x80, 0, 0, 0, 0])]));
  assert.equal(String((await message)[0]), 'hello');
  const [, atUpstream] = await ends;
  assert.equal(atUpstream.code, 1008);
});
