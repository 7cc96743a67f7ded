import assert from 'node:assert/strict';
import type { ServerHttp2Stream } from 'node:http2';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../client.ts';
import { send } from './recorder.ts';
import { open, startHttp2, type TestServer } from './servers.ts';

const settings = { settings: { maxConcurrentStreams: 3 } };

function answer(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 204 }, { endStream: true });
}

test('no more streams are open than the server allows, over as many connections as it takes', async (t) => {
  const server: TestServer = await startHttp2(t, 'h2c', () => {}, settings);
  const transport = open(t, server.origin, 'h2c', { connections: 2 });
  const sent = Array.from({ length: 10 }, () => send(transport));
  await until(() => server.streams.size === 6);
  assert.equal(server.sockets.size, 2);
  assert.equal(transport.connected, 2);
  let most = 0;
  while (server.streams.size > 0) {
    most = Math.max(most, server.streams.size);
    answer([...server.streams][0]!);
    await Promise.race(sent.filter(({ overs }) => overs.length === 0).map(({ done }) => done));
    await sleep(5);
  }
  assert.equal(most, 6);
  assert.ok(sent.every(({ status }) => status === 204));
  assert.equal(server.counts.streams, 10);
});

test('a request that waits and is given up is never sent', async (t) => {
  const server: TestServer = await startHttp2(t, 'h2c', () => {}, settings);
  const transport = open(t, server.origin, 'h2c', { connections: 1 });
  const sent = Array.from({ length: 5 }, (_, index) => send(transport, { path: `/${index}` }));
  await until(() => server.streams.size === 3);
  sent[3]!.attempt.abort('abandoned');
  for (const stream of server.streams) answer(stream);
  await until(() => server.counts.streams === 4);
  for (const stream of server.streams) answer(stream);
  await sent[4]!.done;
  assert.deepEqual([sent[3]!.calls, sent[3]!.connected, sent[3]!.overs], [[], 0, ['abandoned']]);
  assert.equal(server.counts.streams, 4);
});

test('a request that is given up before there is a connection is never sent', async (t) => {
  const server = await startHttp2(t, 'h2c', answer);
  const transport = open(t, server.origin, 'h2c');
  const given = send(transport);
  given.attempt.abort('timeout');
  await send(transport).done;
  assert.deepEqual([given.calls, given.overs, server.counts.streams], [[], ['timeout'], 1]);
});

test('a request that waits goes out on a new connection when the old one takes no more', async (t) => {
  const server: TestServer = await startHttp2(t, 'h2c', () => {}, { settings: { maxConcurrentStreams: 1 } });
  const transport = open(t, server.origin, 'h2c', { connections: 1 });
  const [first, second] = [send(transport), send(transport)];
  await until(() => server.streams.size === 1);
  const [session] = server.sessions;
  session!.goaway(0, 1);
  await until(() => server.streams.size === 2);
  for (const stream of server.streams) answer(stream);
  assert.deepEqual([(await first.done).status, (await second.done).status], [204, 204]);
  await until(() => transport.connected === 1);
});

test('a request goes on waiting for a stream where another connection cannot be made', async (t) => {
  const server: TestServer = await startHttp2(t, 'h2c', () => {}, { settings: { maxConcurrentStreams: 1 } });
  const transport = open(t, server.origin, 'h2c', { connections: 2 });
  const first = send(transport);
  await until(() => server.streams.size === 1);
  server.stopListening();
  const second = send(transport);
  await sleep(30);
  assert.deepEqual(second.calls, []);
  answer([...server.streams][0]!);
  await first.done;
  await until(() => server.counts.streams === 2 && server.streams.size === 1);
  answer([...server.streams][0]!);
  assert.equal((await second.done).status, 204);
});

test('a limit that the server lowers and raises is followed', async (t) => {
  const server: TestServer = await startHttp2(t, 'h2c', () => {}, { settings: { maxConcurrentStreams: 0 } });
  const transport = open(t, server.origin, 'h2c', { connections: 1 });
  const sent = send(transport);
  await until(() => server.sessions.size === 1);
  await sleep(30);
  assert.deepEqual(sent.calls, []);
  [...server.sessions][0]!.settings({ maxConcurrentStreams: 1 });
  await until(() => server.streams.size === 1);
  answer([...server.streams][0]!);
  assert.equal((await sent.done).status, 204);
});
