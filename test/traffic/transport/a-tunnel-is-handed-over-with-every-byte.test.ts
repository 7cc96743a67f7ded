import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import { test } from 'node:test';
import { acceptOf } from '../../../src/http/websocket.ts';
import { until } from '../client.ts';
import { startTcp } from '../upstreams.ts';
import { type Recorder, send } from './recorder.ts';
import { open, startHttp2 } from './servers.ts';

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const settings = { settings: { enableConnectProtocol: true } };

/** The answer to a handshake of HTTP/1.1 that opens a tunnel. */
function accept(head: string): string {
  const [, key] = /\r\nsec-websocket-key: (\S+)\r\n/.exec(head)!;
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Connection: Upgrade',
    'Upgrade: WebSocket',
    `Sec-WebSocket-Accept: ${acceptOf(key!)}`,
    'X-Tunnel: yes',
    '\r\n',
  ].join('\r\n');
}

function handshake(): { upgrade: 'websocket'; headers: string[] } {
  return { upgrade: 'websocket', headers: ['sec-websocket-version', '13'] };
}

async function read(sent: Recorder, length: number): Promise<string> {
  let text = '';
  sent.tunnel!.on('data', (chunk) => {
    text += chunk;
  });
  await until(() => text.length >= length);
  return text;
}

test('HTTP/1.1: bytes that come with the answer, later ones, and those that are sent', async (t) => {
  let head = '';
  const server = await startTcp(t, (socket, data) => {
    head = data;
    socket.write(`${accept(data)}early`);
    socket.on('data', (chunk) => socket.write(`<${chunk}>`));
    socket.on('end', () => socket.end());
  });
  const transport = open(t, server.origin, 'http1');
  const sent = await send(transport, { path: '/chat?a=1', ...handshake() }).done;
  assert.match(
    head,
    /^GET \/chat\?a=1 HTTP\/1\.1\r\nhost: shop\.example\r\nconnection: upgrade\r\nupgrade: websocket\r\n/,
  );
  assert.deepEqual([sent.calls, sent.headers['x-tunnel'], sent.overs], [['sending', 'sent', 'upgrade'], 'yes', []]);
  sent.tunnel!.write('hello');
  assert.equal(await read(sent, 12), 'early<hello>');
  assert.equal(transport.connected, 1);

  let closed = false;
  const closing = transport.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(closed, false);
  sent.tunnel!.end();
  await closing;
  assert.deepEqual([sent.overs, transport.connected, sent.calls.length], [[undefined], 0, 3]);
});

test('HTTP/1.1: a tunnel that is reset or given up is over once', async (t) => {
  const server = await startTcp(t, (socket, head) => socket.write(accept(head)));
  const transport = open(t, server.origin, 'http1');
  const [reset, given] = await Promise.all([send(transport, handshake()).done, send(transport, handshake()).done]);
  assert.equal(transport.connected, 2);
  given.attempt.abort('timeout');
  await until(() => server.open.size === 1);
  for (const socket of server.open) socket.resetAndDestroy();
  await until(() => reset.overs.length > 0);
  assert.deepEqual([given.overs, reset.overs, transport.connected], [['timeout'], [undefined], 0]);
});

test('HTTP/1.1: a handshake that is given up leaves no connection', async (t) => {
  const server = await startTcp(t, (socket, head) => setTimeout(() => socket.write(accept(head)), 30));
  const sent = send(open(t, server.origin, 'http1'), handshake());
  await until(() => server.open.size === 1);
  sent.attempt.abort('abandoned');
  await until(() => server.open.size === 0);
  assert.deepEqual([sent.calls, sent.overs], [['sending', 'sent'], ['abandoned']]);
});

test('HTTP/1.1: a refusal is an answer like any other', async (t) => {
  const server = await startTcp(t, (socket) =>
    socket.write(
      'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\nX-Why: no\r\n\r\n2\r\nno\r\n0\r\nX-Sum: 1\r\n\r\n',
    ),
  );
  const sent = await send(open(t, server.origin, 'http1'), handshake()).done;
  assert.deepEqual(sent.calls, ['sending', 'sent', 'head', 'data', 'trailers', 'end']);
  assert.deepEqual([sent.status, sent.headers['x-why'], sent.body, sent.overs], [403, 'no', 'no', [undefined]]);
});

test('HTTP/1.1: another protocol than was asked for, one that nobody asked for, or an answer to another handshake', async (t) => {
  const other = await startTcp(t, (socket) => socket.write(SWITCH.replace('websocket', 'h2c')));
  const deaf = await startTcp(t, (socket) => socket.write(SWITCH));
  const bare = await startTcp(t, (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  for (const [origin, request, kind] of [
    [other.origin, handshake(), 'protocol'],
    [bare.origin, handshake(), 'protocol'],
    [deaf.origin, handshake(), 'protocol'],
    [bare.origin, {}, 'protocol'],
    [other.origin, {}, 'reset'],
  ] as const) {
    const sent = await send(open(t, origin, 'http1'), request).done;
    assert.deepEqual([sent.calls.at(-1), sent.failure?.kind, sent.overs], ['failure', kind, [kind]]);
  }
  await until(() => other.open.size + bare.open.size + deaf.open.size === 0);
});

test('HTTP/2: an extended CONNECT opens a tunnel on one stream', async (t) => {
  let head: Record<string, unknown> = {};
  const listener = (stream: ServerHttp2Stream, headers: object) => {
    head = { ...headers };
    stream.respond({ ':status': 200, 'x-tunnel': 'yes' });
    stream.write('early');
    stream.on('data', (chunk) => stream.write(`<${chunk}>`));
    stream.on('end', () => stream.end());
  };
  const server = await startHttp2(t, 'h2', listener, settings);
  const transport = open(t, server.origin, 'h2');
  const sent = await send(transport, { path: '/chat?a=1', ...handshake() }).done;
  assert.deepEqual(
    [':method', ':protocol', ':scheme', ':path', ':authority', 'sec-websocket-version'].map((name) => head[name]),
    ['CONNECT', 'websocket', 'https', '/chat?a=1', 'shop.example', '13'],
  );
  assert.deepEqual([sent.calls, sent.headers['x-tunnel'], sent.overs], [['sending', 'sent', 'upgrade'], 'yes', []]);
  sent.tunnel!.write('hello');
  assert.equal(await read(sent, 12), 'early<hello>');

  const closing = transport.close();
  const late = await send(transport, handshake()).done;
  assert.equal(late.calls.at(-1), 'upgrade');
  late.attempt.abort('abandoned');
  assert.deepEqual([sent.overs, transport.connected], [[], 1]);
  sent.tunnel!.end();
  await once(sent.tunnel!, 'close');
  await closing;
  assert.deepEqual([sent.overs, late.overs, transport.connected], [[undefined], ['abandoned'], 0]);
});

test('HTTP/2: a refusal is an answer like any other', async (t) => {
  const listener = (stream: ServerHttp2Stream) => {
    stream.respond({ ':status': 403 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
    stream.end('no');
  };
  const server = await startHttp2(t, 'h2c', listener, settings);
  const sent = await send(open(t, server.origin, 'h2c'), handshake()).done;
  assert.deepEqual(sent.calls, ['sending', 'sent', 'head', 'data', 'trailers', 'end']);
  assert.deepEqual([sent.status, sent.body, sent.overs], [403, 'no', [undefined]]);
  await until(() => server.streams.size === 0);
});

test('HTTP/2: a server that knows no extended CONNECT is not asked', async (t) => {
  const server = await startHttp2(t, 'h2c', () => {});
  const sent = await send(open(t, server.origin, 'h2c'), handshake()).done;
  assert.deepEqual([sent.calls, sent.failure?.kind, server.counts.streams], [['failure'], 'protocol', 0]);
  assert.match(sent.failure!.cause.message, /WebSocket over HTTP\/2/);
});
