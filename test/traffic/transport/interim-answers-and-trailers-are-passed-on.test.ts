import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTcp } from '../upstreams.ts';
import { frame, HEADERS, speakFrames } from './frames.ts';
import { type Recorder, send } from './recorder.ts';
import { open, startBytes, startHttp2 } from './servers.ts';

function assertHints(sent: Recorder): void {
  assert.deepEqual(sent.calls, ['sending', 'sent', 'interim', 'interim', 'head', 'data', 'trailers', 'end']);
  assert.deepEqual(
    sent.interim.map(([status, headers]) => [status, { ...headers }]),
    [
      [102, {}],
      [103, { link: ['</a>', '</b>'] }],
    ],
  );
  assert.deepEqual(
    [sent.status, sent.body, { ...sent.trailers }],
    [200, 'hello', { 'x-sum': '1', 'x-two': ['a', 'b'] }],
  );
}

test('HTTP/1.1: interim answers before the head, trailers before the end', async (t) => {
  const answer = (
    'HTTP/1.1 102 Processing\n\nHTTP/1.1 103 Early Hints\nLink: </a>\nLink: </b>\n\n' +
    'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\nX-Sum: 1\nX-Two: a\nX-Two: b\n\n'
  ).replaceAll('\n', '\r\n');
  const server = await startTcp(t, (socket) => socket.write(answer));
  assertHints(await send(open(t, server.origin, 'http1')).done);
});

test('HTTP/2: interim answers before the head, trailers before the end, 100 not at all', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream) => {
    for (const status of [100, 102]) stream.additionalHeaders({ ':status': status });
    stream.additionalHeaders({ ':status': 103, link: ['</a>', '</b>'] });
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1', 'x-two': ['a', 'b'] }));
    stream.end('hello');
  });
  assertHints(await send(open(t, server.origin, 'h2c')).done);
});

test('an answer of trailers alone, and one that ends with its head', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream, headers) => {
    if (headers[':path'] === '/head') {
      stream.respond({ ':status': 200, 'grpc-status': '5' }, { endStream: true });
    } else {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '5' }));
      stream.end();
    }
  });
  const transport = open(t, server.origin, 'h2c');
  const inHead = await send(transport, { path: '/head' }).done;
  assert.deepEqual([inHead.calls.at(-1), inHead.headers['grpc-status'], inHead.trailers], ['end', '5', undefined]);
  const trailing = await send(transport).done;
  assert.deepEqual(trailing.calls.slice(-3), ['head', 'trailers', 'end']);
});

test('no end of interim answers is a broken answer', async (t) => {
  const tcp = await startTcp(t, (socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50)));
  const hint = Buffer.from([0x08, 0x03, ...Buffer.from('103')]);
  const raw = await startBytes(t, (socket) => {
    speakFrames(socket, (id) =>
      socket.write(Buffer.concat(Array.from({ length: 50 }, () => frame(HEADERS, 4, id, hint)))),
    );
  });
  for (const [origin, protocol] of [
    [tcp.origin, 'http1'],
    [raw, 'h2c'],
  ] as const) {
    const sent = await send(open(t, origin, protocol)).done;
    assert.deepEqual([sent.failure?.kind, sent.interim.length, sent.overs], ['protocol', 16, ['protocol']]);
  }
});
