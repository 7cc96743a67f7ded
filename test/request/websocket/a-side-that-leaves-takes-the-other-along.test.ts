import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { get } from '../../attack/attack.ts';
import { ask, closing, openClient, startEcho, startTunnels } from './fixture.ts';

const HANDSHAKE = get(
  '/',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
);

/** A connection whose handshake was answered. */
async function raw(port: number, bytes = HANDSHAKE): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
  socket.write(bytes, 'latin1');
  await once(socket, 'data');
  return socket;
}

test('a client that resets ends the connection of the upstream', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const socket = await raw(gateway.port);
  const upstream = closing(await echo.accepted());
  socket.resetAndDestroy();
  assert.equal((await upstream).code, 1006);
  const result = await gateway.next();
  assert.ok('endedBy' in result && result.endedBy === 'client');
});

test('an upstream that dies ends the connection of the client', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const client = await openClient(t, gateway.port);
  (await echo.accepted()).terminate();
  assert.equal((await closing(client)).code, 1006);
  const result = await gateway.next();
  assert.ok('endedBy' in result && result.endedBy === 'upstream');
});

test('a client that only stops sending still gets what the upstream says', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const socket = await raw(gateway.port);
  const upstream = await echo.accepted();
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  upstream.send('before');
  socket.end(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]));
  await once(socket, 'end');
  assert.match(Buffer.concat(received).toString('latin1'), /before.*hi/s);
  await gateway.next();
  assert.equal(gateway.watch.size, 0);
});

test('bytes that came before the answer arrive once', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const hi = '\x81\x82\0\0\0\0hi';
  const socket = await raw(gateway.port, HANDSHAKE + hi);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.write(Buffer.from(hi, 'latin1'));
  while (Buffer.concat(received).toString('latin1').split('hi').length < 3) await once(socket, 'data');
  socket.destroy();
  const result = await gateway.next();
  assert.ok('bytesIn' in result);
  assert.equal(result.bytesIn, 16);
});

test('a client that leaves during the handshake ends the request to the upstream', async (t) => {
  const { createServer } = await import('node:net');
  const arrived = Promise.withResolvers<Socket>();
  const silent = createServer((socket) => arrived.resolve(socket.on('error', () => {}).resume()));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.after(() => silent.close());
  const { port } = silent.address() as { port: number };
  const gateway = await startTunnels(t, `http://127.0.0.1:${port}`);
  const socket = connect(gateway.port, '127.0.0.1').on('error', () => {});
  socket.write(HANDSHAKE);
  const upstream = await arrived.promise;
  const gone = once(upstream, 'close');
  socket.destroy();
  await gone;
});

test('a reader that does not read stops the writer', async (t) => {
  const echo = await startEcho(t, { perMessageDeflate: false });
  const gateway = await startTunnels(t, echo.origin);
  const client = await openClient(t, gateway.port, { perMessageDeflate: false });
  const upstream = await echo.accepted();
  upstream.removeAllListeners('message');
  client.pause();
  let sent = 0;
  for (; upstream.bufferedAmount < 4_000_000 && sent < 500; sent++) {
    upstream.send(Buffer.alloc(200_000));
    await new Promise(setImmediate);
  }
  assert.ok(upstream.bufferedAmount >= 4_000_000, 'the writer was never stopped');
  client.resume();
  let received = 0;
  while (received < sent) {
    await once(client, 'message');
    received++;
  }
  upstream.on('message', (data) => upstream.send(data));
  assert.equal(String(await ask(client, 'alive')), 'alive');
});

test('what is no frame ends it with 1002 for both, after the frames before it', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const socket = await raw(gateway.port);
  const upstream = await echo.accepted();
  const message = once(upstream, 'message');
  const end = closing(upstream);
  const clientEnd = once(socket, 'end');
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const tooLong = '\x82\xff\x80\0\0\0\0\0\0\0';
  socket.write(Buffer.from(`\x81\x82\0\0\0\0hi${tooLong}`, 'latin1'));
  assert.equal(String((await message)[0]), 'hi');
  assert.equal((await end).code, 1002);
  await clientEnd;
  assert.ok(Buffer.concat(received).includes(Buffer.from([0x03, 0xea])));
  socket.end();
  const result = await gateway.next();
  assert.ok('error' in result && result.error?.code === 'bad_request');
});
