import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { ask, closing, onStream, openSession, startEcho, startTunnels } from './fixture.ts';

const CONNECT = {
  ':method': 'CONNECT',
  ':protocol': 'websocket',
  ':scheme': 'https',
  ':authority': 'first.example',
  ':path': '/chat?room=1',
  'sec-websocket-version': '13',
};

test('an extended CONNECT is a handshake, and looks to the policy like one of HTTP/1.1', async (t) => {
  const echo = await startEcho(t, { handleProtocols: () => 'chat' });
  const gateway = await startTunnels(t, echo.origin, { tls: true });
  const session = await openSession(t, gateway.port);
  assert.equal(session.remoteSettings.enableConnectProtocol, true);
  const stream = session.request({ ...CONNECT, 'sec-websocket-protocol': 'chat' });
  const [headers] = await once(stream, 'response');
  assert.equal(headers[':status'], 200);
  assert.equal(headers['sec-websocket-protocol'], 'chat');
  for (const name of ['sec-websocket-accept', 'upgrade', 'connection']) assert.equal(headers[name], undefined);
  const client = onStream(stream);
  assert.equal(String(await ask(client, 'hello')), 'hello');
  const large = Buffer.alloc(3_000_000, 'regate');
  assert.ok((await ask(client, large)).equals(large));
  const [seen] = gateway.seen;
  assert.deepEqual(
    [seen?.method, seen?.header('upgrade'), seen?.upgrade, seen?.bodyPresent, seen?.path, seen?.query],
    ['GET', 'websocket', 'websocket', false, '/chat', 'room=1'],
  );

  const upstream = closing(await echo.accepted());
  client.close(4000, 'bye');
  assert.deepEqual(await upstream, { code: 4000, reason: 'bye' });
  const result = await gateway.next();
  assert.ok('bytesIn' in result && result.bytesIn > 3_000_000);
});

test('many share a session, and one that is reset takes no other along', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin, { tls: true });
  const session = await openSession(t, gateway.port);
  const streams = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const stream = session.request(CONNECT);
      await once(stream, 'response');
      return stream;
    }),
  );
  const [lost, ...kept] = streams;
  lost!.on('error', () => {}).close(constants.NGHTTP2_CANCEL);
  const result = await gateway.next();
  assert.ok('endedBy' in result && result.endedBy === 'client');
  for (const stream of kept) assert.equal(String(await ask(onStream(stream), 'here')), 'here');
});

test('what is no handshake is refused, and the session goes on', async (t) => {
  const gateway = await startTunnels(t, (await startEcho(t)).origin, { tls: true });
  const session = await openSession(t, gateway.port);
  const { 'sec-websocket-version': _, ...unversioned } = CONNECT;
  for (const [status, headers] of [
    [426, unversioned],
    [501, { ...CONNECT, ':protocol': 'connect-udp' }],
    [405, { ':method': 'CONNECT', ':authority': 'first.example:443' }],
  ] as const) {
    const stream = session.request({ ...headers });
    const [answer] = await once(stream, 'response');
    assert.equal(answer[':status'], status);
    if (status === 426) assert.equal(answer['sec-websocket-version'], '13');
    stream.close();
  }
});

test('a tunnel is told when its listener closes, and the listener waits for its end', async (t) => {
  const echo = await startEcho(t);
  for (const tls of [true, false]) {
    const gateway = await startTunnels(t, echo.origin, { tls });
    let client: import('ws').WebSocket;
    if (tls) {
      const stream = (await openSession(t, gateway.port)).request(CONNECT);
      await once(stream, 'response');
      client = onStream(stream);
    } else {
      const { openClient } = await import('./fixture.ts');
      client = await openClient(t, gateway.port);
    }
    assert.equal(String(await ask(client, 'hello')), 'hello');
    const end = closing(client);
    await gateway.listener.close({ grace: 10_000 });
    assert.equal((await end).code, 1001);
    const result = await gateway.next();
    assert.ok('endedBy' in result && result.endedBy === 'gateway' && result.error === undefined);
  }
});
