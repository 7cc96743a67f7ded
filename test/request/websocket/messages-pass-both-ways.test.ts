import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { ask, closing, openClient, startEcho, startTunnels } from './fixture.ts';

test('text, binary and large messages are echoed through HTTP/1.1, and the end passes as it was said', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const client = await openClient(t, gateway.port, { perMessageDeflate: false });
  assert.equal(String(await ask(client, 'hello')), 'hello');
  const large = Buffer.alloc(5_000_000, 'regate');
  assert.ok((await ask(client, large)).equals(large));

  const upstream = await echo.accepted();
  const upstreamEnd = closing(upstream);
  const clientEnd = closing(client);
  client.close(4001, 'bye');
  assert.deepEqual(await upstreamEnd, { code: 4001, reason: 'bye' });
  assert.deepEqual(await clientEnd, { code: 4001, reason: 'bye' });
  const result = await gateway.next();
  assert.ok('bytesIn' in result);
  assert.ok(result.bytesIn > 5_000_000 && result.bytesOut > 5_000_000);
  assert.equal(result.error, undefined);
  assert.equal(gateway.watch.size, 0);
});

test('compression and a subprotocol are agreed between the two ends', async (t) => {
  const echo = await startEcho(t, { perMessageDeflate: true, handleProtocols: () => 'chat.v2' });
  const gateway = await startTunnels(t, echo.origin);
  const client = await openClient(t, gateway.port, { perMessageDeflate: { threshold: 0 } }, ['chat.v1', 'chat.v2']);
  assert.equal(client.protocol, 'chat.v2');
  assert.match(client.extensions, /permessage-deflate/);
  const text = 'regate '.repeat(10_000);
  assert.equal(String(await ask(client, text)), text);
  client.close();
  const result = await gateway.next();
  assert.ok('bytesIn' in result && result.bytesIn < text.length / 10);
});

test('what the server says first, in one segment with its answer, arrives', async (t) => {
  const echo = await startEcho(t);
  echo.server.on('connection', (socket) => socket.send('welcome'));
  const gateway = await startTunnels(t, echo.origin);
  for (let round = 0; round < 10; round++) {
    const { WebSocket } = await import('ws');
    const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/`);
    t.after(() => client.terminate());
    const [data] = await once(client, 'message');
    assert.equal(String(data), 'welcome');
  }
});

test('the policy and the upstream see the request, and no field of the connection', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const arrived = once(echo.server, 'connection');
  const client = await openClient(t, gateway.port, { headers: { 'x-user': 'ann' } });
  const [, req] = await arrived;
  client.close();
  const [seen] = gateway.seen;
  assert.equal(seen?.method, 'GET');
  assert.equal(seen?.header('upgrade'), 'websocket');
  assert.equal(seen?.header('x-user'), 'ann');
  for (const name of ['connection', 'sec-websocket-key', 'sec-websocket-version'])
    assert.equal(seen?.header(name), undefined);
  assert.equal(req.headers['sec-websocket-version'], '13');
  assert.equal(req.headers['x-user'], 'ann');
  assert.match(req.headers.via, /regate/);
});
