import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { until } from '../client.ts';
import { startHttp } from '../upstreams.ts';
import { DATA, frame, HEADERS, RST_STREAM, STATUS_200, speakFrames, uint32 } from './frames.ts';
import { type Recorder, send } from './recorder.ts';
import { open, startBytes, startHttp2 } from './servers.ts';

function assertFailed(kind: string, sent: Recorder, last: string[] = ['head', 'data', 'failure']): void {
  assert.deepEqual([sent.failure?.kind, sent.overs, sent.calls.slice(-last.length)], [kind, [kind], last]);
}

/** `:status: 200` or another, and a field of `content-length: 9`. */
const head = (...fields: [string, string][]) =>
  Buffer.concat(
    fields.map(([name, value]) =>
      Buffer.concat([
        Buffer.from([0, name.length]),
        Buffer.from(name),
        Buffer.from([value.length]),
        Buffer.from(value),
      ]),
    ),
  );

test('a reset within the body, with whatever code', async (t) => {
  for (const code of [constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR]) {
    const origin = await startBytes(t, (socket) => {
      speakFrames(socket, (id) => {
        socket.write(frame(HEADERS, 4, id, STATUS_200));
        socket.write(frame(DATA, 0, id, Buffer.from('half')));
        socket.write(frame(RST_STREAM, 0, id, uint32(code)));
      });
    });
    assertFailed('reset', await send(open(t, origin, 'h2c')).done);
  }
});

test('a reset without an error after the end of the answer is no failure, also while the request is sent', async (t) => {
  const origin = await startBytes(t, (socket) => {
    speakFrames(socket, (id) => {
      socket.write(frame(HEADERS, 4, id, STATUS_200));
      socket.write(frame(DATA, 1, id, Buffer.from('whole')));
      socket.write(frame(RST_STREAM, 0, id, uint32(constants.NGHTTP2_NO_ERROR)));
    });
  });
  const transport = open(t, origin, 'h2c');
  for (const body of [null, new Readable({ read: () => {} })]) {
    const sent = await send(transport, { method: 'POST', body }).done;
    assert.deepEqual([sent.body, sent.failure, sent.calls.at(-1)], ['whole', undefined, 'end']);
  }
});

test('the end of the connection, as a close or as a reset, fails every stream once', async (t) => {
  for (const end of ['end', 'destroy', 'resetAndDestroy'] as const) {
    const server = await startHttp2(t, 'h2c', (stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half');
    });
    const transport = open(t, server.origin, 'h2c');
    const sent = [1, 2, 3].map(() => send(transport));
    await Promise.all(sent.map(({ data }) => data));
    for (const socket of server.sockets) socket[end]();
    for (const { done } of sent) assertFailed('reset', await done);
    assert.equal(server.counts.sockets, 1);
  }
});

test('bytes that are not HTTP/2 fail every stream once, as a broken answer', async (t) => {
  const origin = await startBytes(t, (socket) => {
    let requests = 0;
    speakFrames(socket, () => {
      if (++requests === 3) socket.write(frame(DATA, 0, 0, Buffer.from('no stream')));
    });
  });
  const transport = open(t, origin, 'h2c');
  const sent = [1, 2, 3].map(() => send(transport));
  for (const { done } of sent) assertFailed('protocol', await done, ['failure']);
});

test('answers that no client may take', async (t) => {
  const answers: Record<string, (id: number) => Buffer[]> = {
    'a length that is too long': (id) => [
      frame(HEADERS, 4, id, head([':status', '200'], ['content-length', '9'])),
      frame(DATA, 1, id, Buffer.from('four')),
    ],
    'a length that is too short': (id) => [
      frame(HEADERS, 4, id, head([':status', '200'], ['content-length', '1'])),
      frame(DATA, 1, id, Buffer.from('four')),
    ],
    'two lengths': (id) => [
      frame(HEADERS, 5, id, head([':status', '200'], ['content-length', '1'], ['content-length', '2'])),
    ],
    'status 999': (id) => [frame(HEADERS, 5, id, head([':status', '999']))],
    'status 99': (id) => [frame(HEADERS, 5, id, head([':status', '099']))],
    'status 101': (id) => [frame(HEADERS, 4, id, head([':status', '101'])), frame(HEADERS, 5, id, STATUS_200)],
    'no status': (id) => [frame(HEADERS, 5, id, head(['server', 'x']))],
    'an upper-case name': (id) => [frame(HEADERS, 5, id, head([':status', '200'], ['Server', 'x']))],
    'a field of the connection': (id) => [frame(HEADERS, 5, id, head([':status', '200'], ['connection', 'close']))],
    'a body before the head': (id) => [frame(DATA, 1, id, Buffer.from('four'))],
    'too many fields': (id) => [
      frame(
        HEADERS,
        5,
        id,
        head([':status', '200'], ...Array.from({ length: 400 }, (): [string, string] => ['a', 'b'])),
      ),
    ],
  };
  for (const [name, answer] of Object.entries(answers)) {
    const origin = await startBytes(t, (socket) =>
      speakFrames(socket, (id) => socket.write(Buffer.concat(answer(id)))),
    );
    const sent = await send(open(t, origin, 'h2c')).done;
    assert.deepEqual([name, sent.failure?.kind, sent.overs], [name, 'protocol', ['protocol']]);
    assert.equal(sent.calls.includes('end'), false);
  }
});

test('a request whose body breaks off is given up: the endpoint is not to blame', async (t) => {
  const http1 = await startHttp(t, () => {});
  const http2 = await startHttp2(t, 'h2c', () => {});
  for (const connect of [() => open(t, http1.origin, 'http1'), () => open(t, http2.origin, 'h2c')]) {
    for (const error of [new Error('gone'), undefined]) {
      const body = new Readable({ read: () => {} });
      const sent = send(connect(), { method: 'POST', body });
      body.push('a');
      await until(() => sent.sent === 1);
      body.destroy(error);
      assertFailed('abandoned', await sent.done, ['sending', 'failure']);

      const early = new Readable({ read: () => {} }).on('error', () => {});
      const late = send(connect(), { method: 'POST', body: early });
      early.destroy(error);
      assertFailed('abandoned', await late.done, ['failure']);
    }
  }
});

test('a request that cannot be written is invalid', async (t) => {
  const server = await startHttp2(t, 'h2c', () => {});
  const sent = await send(open(t, server.origin, 'h2c'), { headers: ['transfer-encoding', 'chunked'] }).done;
  assertFailed('invalid', sent, ['failure']);
});
