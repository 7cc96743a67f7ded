import assert from 'node:assert/strict';
import type { ServerHttp2Stream } from 'node:http2';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { until } from '../client.ts';
import { startHttp } from '../upstreams.ts';
import { type Recorder, send } from './recorder.ts';
import { open, startHttp2 } from './servers.ts';

function endless(): Readable {
  const body = new Readable({ read: () => {} });
  body.push('a');
  return body;
}

/** What has happened of each exchange when it is given up. */
const PHASES: Record<string, { path: string; body: () => Readable | null; reached: (sent: Recorder) => boolean }> = {
  'while the request is sent': { path: '/silent', body: endless, reached: ({ calls }) => calls.includes('sending') },
  'while there is no answer': { path: '/silent', body: () => null, reached: ({ calls }) => calls.includes('sent') },
  'after an interim answer': { path: '/hints', body: () => null, reached: ({ calls }) => calls.includes('interim') },
  'within the answer': { path: '/half', body: () => null, reached: ({ chunks }) => chunks.length > 0 },
  'within both': { path: '/half', body: endless, reached: ({ chunks }) => chunks.length > 0 },
};

function answerHttp2(stream: ServerHttp2Stream, path: string): void {
  if (path === '/hints') stream.additionalHeaders({ ':status': 103 });
  if (path !== '/half') return;
  stream.respond({ ':status': 200 });
  stream.write('half');
}

for (const [phase, { path, body, reached }] of Object.entries(PHASES)) {
  test(`HTTP/2, ${phase}: the stream is reset, the connection goes on`, async (t) => {
    const server = await startHttp2(t, 'h2c', (stream, headers) => answerHttp2(stream, String(headers[':path'])));
    const transport = open(t, server.origin, 'h2c');
    const sent = send(transport, { path, method: 'POST', body: body() });
    await until(() => reached(sent) && server.streams.size === 1);
    const [stream] = server.streams;
    const { length } = sent.calls;
    sent.attempt.abort('abandoned');
    sent.attempt.abort('timeout');
    sent.attempt.resume();
    await until(() => server.streams.size === 0);
    assert.equal(stream!.rstCode, 8);
    assert.deepEqual([sent.overs, sent.calls.length, transport.connected], [['abandoned'], length, 1]);
    await transport.close();
    await until(() => server.sockets.size === 0);
  });

  test(`HTTP/1.1, ${phase}: the connection is closed`, async (t) => {
    const server = await startHttp(t, (req, res) => {
      if (req.url === '/hints') res.writeEarlyHints({ link: '</a>' });
      if (req.url === '/half') res.write('half');
    });
    const transport = open(t, server.origin, 'http1');
    const sent = send(transport, { path, method: 'POST', body: body() });
    await until(() => reached(sent) && server.open.size === 1);
    const { length } = sent.calls;
    sent.attempt.abort('abandoned');
    sent.attempt.abort('timeout');
    sent.attempt.resume();
    await until(() => server.open.size === 0);
    assert.deepEqual([sent.overs, sent.calls.length, transport.connected], [['abandoned'], length, 0]);
  });
}

test('a connection on which nothing arrives takes no more requests after one that ran out of time', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream, headers) => {
    if (headers[':path'] === '/') stream.respond({ ':status': 204 }, { endStream: true });
  });
  const transport = open(t, server.origin, 'h2c');
  const sent = send(transport, { path: '/silent' });
  await until(() => server.streams.size === 1);
  sent.attempt.abort('timeout');
  assert.equal((await send(transport).done).status, 204);
  assert.equal(server.counts.sockets, 2);
  await until(() => server.sockets.size === 1);
  const slow = send(transport, { path: '/silent' });
  await send(transport).done;
  slow.attempt.abort('timeout');
  await send(transport).done;
  assert.equal(server.counts.sockets, 2);
});
