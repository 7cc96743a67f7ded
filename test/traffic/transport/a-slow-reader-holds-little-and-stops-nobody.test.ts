import assert from 'node:assert/strict';
import type { ServerHttp2Stream } from 'node:http2';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../client.ts';
import { send } from './recorder.ts';
import { open, startHttp2 } from './servers.ts';

const MIB = 1024 * 1024;

for (const protocol of ['h2', 'h2c'] as const) {
  test(`${protocol}: a server sends no more than a window to a reader that has stopped, and others go on`, async (t) => {
    const answer = (stream: ServerHttp2Stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(MIB));
    };
    const server = await startHttp2(t, protocol, answer, { maxSessionMemory: 1000 });
    const transport = open(t, server.origin, protocol, { connections: 1 });
    const slow = Array.from({ length: 50 }, () => {
      const sent = send(transport);
      sent.flowing = false;
      return sent;
    });
    await Promise.all(slow.map(({ data }) => data));
    await sleep(50);
    for (const { bytes } of slow) assert.ok(bytes <= 65_535, String(bytes));
    assert.equal((await send(transport).done).bytes, MIB);
    const [stream] = server.streams;
    assert.ok(stream!.writableLength > MIB - 200_000, String(stream!.writableLength));
    for (const sent of slow) {
      sent.flowing = true;
      sent.attempt.resume();
    }
    await Promise.all(slow.map(({ done }) => done));
    assert.ok(slow.every(({ bytes }) => bytes === MIB));
    assert.equal(server.counts.sockets, 1);
  });
}

test('an answer that has arrived reaches a slow reader though the connection is gone', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream) => {
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
    stream.end(Buffer.alloc(50_000));
  });
  const transport = open(t, server.origin, 'h2c');
  const sent = send(transport);
  sent.flowing = false;
  await sent.data;
  await until(() => server.streams.size === 0);
  for (const socket of server.sockets) socket.resetAndDestroy();
  await until(() => transport.connected === 0);
  assert.deepEqual([sent.overs, sent.bytes < 50_000], [[], true]);
  sent.attempt.resume();
  await sleep(1);
  assert.equal(sent.calls.includes('end'), false);
  sent.flowing = true;
  sent.attempt.resume();
  await sent.done;
  assert.deepEqual([sent.bytes, sent.calls.slice(-3), sent.overs], [50_000, ['data', 'trailers', 'end'], [undefined]]);
});

test('a body is taken no faster than the server takes it', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream) => {
    stream.pause();
    stream.respond({ ':status': 200 });
  });
  let read = 0;
  const body = new Readable({
    read() {
      read++;
      this.push(read <= 64 ? Buffer.alloc(16_384) : null);
    },
  });
  const sent = send(open(t, server.origin, 'h2c'), { method: 'POST', body });
  await sent.head;
  await sleep(50);
  assert.ok(sent.sent < 300_000, String(sent.sent));
  assert.ok(read * 16_384 < 400_000, String(read));
  assert.equal(sent.calls.includes('sent'), false);
  const [stream] = server.streams;
  stream!.resume();
  stream!.on('end', () => stream!.end());
  await sent.done;
  assert.equal(sent.sent, MIB);
  assert.equal(sent.calls.at(-1), 'end');
});
