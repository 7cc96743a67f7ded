import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { get } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { startEcho, startTunnels } from './fixture.ts';

const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const VERSION = 'Sec-WebSocket-Version: 13';
const ASKS = ['Connection: Upgrade', 'Upgrade: websocket'];

/** An upstream that answers every connection with these bytes. */
async function startAnswering(t: TestContext, bytes: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

test('what is no handshake is refused, and its connection ends', async (t) => {
  const echo = await startEcho(t);
  const gateway = await startTunnels(t, echo.origin);
  const cases: [number, string[]][] = [
    [400, [...ASKS, VERSION]],
    [400, [...ASKS, VERSION, 'Sec-WebSocket-Key: short']],
    [400, [...ASKS, VERSION, KEY, KEY]],
    [400, [...ASKS, VERSION, KEY, 'Content-Length: 5']],
    [400, [...ASKS, VERSION, KEY, 'Transfer-Encoding: chunked']],
    [426, [...ASKS, KEY]],
    [426, [...ASKS, KEY, 'Sec-WebSocket-Version: 8']],
  ];
  for (const [status, lines] of cases) {
    const { responses, closed } = await send(gateway.port, `${get('/', ...lines)}early bytes`, { responses: 2 });
    assert.deepEqual(
      responses.map((response) => response.status),
      [status],
      lines.join(),
    );
    assert.equal(responses[0]!.headers['content-type'], 'application/problem+json');
    if (status === 426) {
      assert.equal(responses[0]!.headers['sec-websocket-version'], '13');
      assert.equal(responses[0]!.headers.upgrade, 'websocket');
    }
    assert.equal(closed, true);
  }
});

test('a route without a websocket block answers 501', async (t) => {
  const gateway = await startTunnels(t, (await startEcho(t)).origin, { websocket: false });
  const { responses, closed } = await send(gateway.port, get('/', ...ASKS, VERSION, KEY), { responses: 2 });
  assert.deepEqual([responses.length, responses[0]?.status, closed], [1, 501, true]);
});

test('other upgrades, and those of HTTP/1.0, are ignored, and the connection ends', async (t) => {
  const gateway = await startTunnels(t, (await startEcho(t)).origin);
  const h2c = get('/', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__');
  const unlisted = get('/', 'Upgrade: websocket', VERSION, KEY);
  const old = `GET / HTTP/1.0\r\nHost: a\r\n${[...ASKS, VERSION, KEY].join('\r\n')}\r\n\r\n`;
  for (const bytes of [h2c, unlisted, old]) {
    const { responses, closed } = await send(gateway.port, bytes + get('/lost'), { responses: 2 });
    assert.deepEqual([responses.length, responses[0]?.status, closed], [1, 204, true], bytes);
  }
  assert.equal(gateway.seen.length, 3);
  assert.ok(gateway.seen.every((request) => request.upgrade === undefined && !request.header('upgrade')));
});

test('an upstream that does not answer with the accept of the key is a 502', async (t) => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n';
  for (const answer of [
    `${switching}Upgrade: websocket\r\n\r\n`,
    `${switching}Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n`,
    `${switching}Upgrade: h2c\r\n\r\n`,
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'nonsense\r\n\r\n',
  ]) {
    const gateway = await startTunnels(t, await startAnswering(t, answer));
    const { responses, closed } = await send(gateway.port, get('/', ...ASKS, VERSION, KEY), { responses: 2 });
    assert.deepEqual([responses.length, responses[0]?.status, closed], [1, 502, true], answer);
  }
});

test('what the upstream answers instead of a WebSocket reaches the client', async (t) => {
  const answer = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n';
  const gateway = await startTunnels(t, await startAnswering(t, answer));
  const { responses, closed } = await send(gateway.port, get('/', ...ASKS, VERSION, KEY), { responses: 2 });
  assert.deepEqual([responses.length, responses[0]?.status, closed], [1, 403, true]);
});

test('a handshake behind other requests waits for their answers', async (t) => {
  const gateway = await startTunnels(t, (await startEcho(t)).origin);
  const bytes = get('/1') + get('/2') + get('/', ...ASKS, VERSION);
  const { responses, closed } = await send(gateway.port, bytes, { responses: 4 });
  assert.deepEqual(
    responses.map(({ status }) => status),
    [204, 204, 400],
  );
  assert.equal(closed, true);
});
