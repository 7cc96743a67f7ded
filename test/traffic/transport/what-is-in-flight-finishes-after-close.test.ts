import assert from 'node:assert/strict';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { until } from '../client.ts';
import { frame, GOAWAY, HEADERS, STATUS_200, speakFrames, uint32 } from './frames.ts';
import { send } from './recorder.ts';
import { open, startBytes, startHttp2, type TestServer } from './servers.ts';

function answer(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200 });
  stream.end('done');
}

test('requests that are sent, that wait, and that come late get their answers; then the connections are closed', async (t) => {
  const server: TestServer = await startHttp2(t, 'h2c', () => {}, { settings: { maxConcurrentStreams: 1 } });
  const transport = open(t, server.origin, 'h2c', { connections: 1 });
  const sent = [send(transport), send(transport)];
  await until(() => server.streams.size === 1);
  let closed = false;
  const closing = transport.close().then(() => {
    closed = true;
  });
  sent.push(send(transport));
  for (let round = 1; round <= 3; round++) {
    await until(() => server.counts.streams === round && server.streams.size === 1);
    assert.equal(closed, false);
    answer([...server.streams][0]!);
  }
  await closing;
  assert.deepEqual([server.counts.sockets, transport.connected], [1, 0]);
  await until(() => server.sockets.size === 0);
  for (const { body, overs } of sent) assert.deepEqual([body, overs], ['done', [undefined]]);

  const late = send(transport);
  await until(() => server.streams.size === 1);
  answer([...server.streams][0]!);
  assert.equal((await late.done).body, 'done');
  await until(() => server.sockets.size === 0 && transport.connected === 0);
});

test('a server that does not close its side keeps no connection open', async (t) => {
  let away = false;
  const talk = (socket: Socket) => {
    speakFrames(socket, (id) => {
      if (away) socket.write(frame(GOAWAY, 0, 0, uint32(id, 0)));
      setTimeout(() => socket.write(frame(HEADERS, 5, id, STATUS_200)), 10);
    });
  };
  const origin = await startBytes(t, talk, { allowHalfOpen: true });
  for (away of [false, true]) {
    const transport = open(t, origin, 'h2c');
    assert.equal((await send(transport).done).status, 200);
    await transport.close();
    assert.equal(transport.connected, 0);
  }
});

test('connections without streams are closed at once', async (t) => {
  const server = await startHttp2(t, 'h2', answer);
  const transport = open(t, server.origin, 'h2');
  await send(transport).done;
  await transport.close();
  await until(() => server.sockets.size === 0);
  await open(t, server.origin, 'h2').close();
  assert.equal(server.counts.sockets, 1);
});

test('a connection that is still being made is closed when it is there, or fails', async (t) => {
  const silent = open(t, await startBytes(t, () => {}), 'h2c', { connectTimeout: 60 });
  const sent = send(silent);
  sent.attempt.abort('abandoned');
  await silent.close();
  const server = await startHttp2(t, 'h2c', answer);
  const transport = open(t, server.origin, 'h2c');
  send(transport).attempt.abort('abandoned');
  await transport.close();
  assert.equal(transport.connected, 0);
});
