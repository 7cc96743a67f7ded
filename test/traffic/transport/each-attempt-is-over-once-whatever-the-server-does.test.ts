import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../client.ts';
import { type Recorder, send } from './recorder.ts';
import { open, startHttp2, type TestServer } from './servers.ts';

/** What the server does with a stream; the end of its connection is rarer than the rest. */
const DEEDS: readonly ((stream: ServerHttp2Stream) => void)[] = [
  (stream) => stream.close(7),
  (stream) => stream.close(2),
  (stream) => stream.destroy(),
  (stream) => {
    stream.session?.close();
    stream.respond({ ':status': 204 }, { endStream: true });
  },
  (stream) => void stream.session?.goaway(11),
  (stream) => void stream.session?.destroy(),
  (stream) => {
    stream.respond({ ':status': 200 });
    stream.write('half', () => stream.close(8));
  },
  (stream) => {
    stream.additionalHeaders({ ':status': 103 });
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
    stream.resume().end(Buffer.alloc(100_000));
  },
  (stream) => stream.respond({ ':status': 204 }, { endStream: true }),
];

test('each attempt is over once, and no connection or stream is left', async (t) => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const server: TestServer = await startHttp2(
    t,
    'h2c',
    (stream) => {
      const deed = DEEDS[random(random(4) === 0 ? 7 : 9)]!;
      setTimeout(() => {
        if (!stream.destroyed) deed(stream);
      }, random(10));
    },
    { settings: { maxConcurrentStreams: 8 } },
  );
  const sockets: Socket[] = [];
  const onSocket = (message: unknown) => sockets.push((message as { socket: Socket }).socket);
  subscribe('net.client.socket', onSocket);
  t.after(() => unsubscribe('net.client.socket', onSocket));
  const transport = open(t, server.origin, 'h2c', { connections: 3 });
  const all: Recorder[] = [];
  for (let round = 0; round < 40; round++) {
    const sent = Array.from({ length: 20 }, () => {
      const body = [null, Buffer.alloc(200_000), Readable.from([Buffer.alloc(1000), Buffer.alloc(90_000)])][random(3)]!;
      const exchange = send(transport, { method: 'POST', body });
      exchange.flowing = random(4) > 0;
      if (random(5) === 0) setTimeout(() => exchange.attempt.abort('abandoned'), random(12));
      return exchange;
    });
    await sleep(random(25));
    for (const exchange of sent) {
      exchange.flowing = true;
      exchange.attempt.resume();
    }
    all.push(...sent);
  }
  await until(() => {
    for (const exchange of all) exchange.attempt.resume();
    return all.every(({ overs }) => overs.length > 0);
  });
  await transport.close();
  assert.equal(transport.connected, 0);
  assert.ok(sockets.length > 10 && sockets.every((socket) => socket.destroyed));
  for (const { overs, calls, failure } of all) {
    assert.equal(overs.length, 1);
    const ends = calls.filter((call) => call === 'end' || call === 'failure');
    assert.deepEqual(ends, overs[0] === undefined ? ['end'] : overs[0] === 'abandoned' && !failure ? [] : ['failure']);
  }
  const kinds = new Set(all.map(({ overs }) => overs[0]));
  for (const kind of [undefined, 'refused', 'reset', 'abandoned'] as const) assert.ok(kinds.has(kind), String(kind));
});
