import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { frame, GOAWAY, speakFrames, uint32 } from './frames.ts';
import { send } from './recorder.ts';
import { open, startBytes, startHttp2 } from './servers.ts';

test('a stream that is reset with REFUSED_STREAM is refused, one that is reset otherwise is reset', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream, headers) =>
    stream.close(Number(String(headers[':path']).slice(1))),
  );
  const transport = open(t, server.origin, 'h2c');
  const kinds = {
    NGHTTP2_REFUSED_STREAM: 'refused',
    NGHTTP2_CANCEL: 'reset',
    NGHTTP2_INTERNAL_ERROR: 'reset',
  } as const;
  for (const [code, kind] of Object.entries(kinds)) {
    const { failure, overs } = await send(transport, { path: `/${constants[code as keyof typeof kinds]}` }).done;
    assert.equal(failure?.kind, kind);
    assert.equal(failure?.answered, false);
    assert.deepEqual(overs, [kind]);
  }
  assert.equal(server.counts.sockets, 1);
});

test('a stream that was answered was looked at, whatever it is reset with', async (t) => {
  const server = await startHttp2(t, 'h2c', (stream) => {
    stream.respond({ ':status': 200 });
    stream.write('a', () => stream.close(constants.NGHTTP2_REFUSED_STREAM));
  });
  const { failure } = await send(open(t, server.origin, 'h2c')).done;
  assert.deepEqual([failure?.kind, failure?.answered], ['reset', true]);
});

for (const code of [constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_ENHANCE_YOUR_CALM]) {
  test(`GOAWAY with code ${code}: streams above its number are refused, others are not`, async (t) => {
    const origin = await startBytes(t, (socket) => {
      speakFrames(socket, (stream) => {
        if (stream === 5) socket.end(frame(GOAWAY, 0, 0, uint32(1, code)));
      });
    });
    const transport = open(t, origin, 'h2c', { connections: 1 });
    const sent = [1, 2, 3].map(() => send(transport));
    await Promise.all(sent.map(({ done }) => done));
    assert.deepEqual(
      sent.map(({ failure }) => failure?.kind),
      ['reset', 'refused', 'refused'],
    );
    assert.deepEqual(
      sent.flatMap(({ overs }) => overs),
      ['reset', 'refused', 'refused'],
    );
  });
}

test('connections that go away under load lose nothing: what is not answered was not looked at', async (t) => {
  const seen = new Set<string>();
  let requests = 0;
  const server = await startHttp2(t, 'h2c', (stream, headers) => {
    seen.add(String(headers[':path']));
    stream.respond({ ':status': 200 });
    setTimeout(() => stream.end('done'), 2);
    if (++requests % 20 === 0) stream.session?.close();
  });
  const transport = open(t, server.origin, 'h2c', { connections: 2 });
  const outcomes = { end: 0, refused: 0, other: 0 };
  const client = async (name: number): Promise<void> => {
    for (let round = 0; round < 20; round++) {
      const path = `/${name}/${round}`;
      const { failure, body } = await send(transport, { path }).done;
      if (body === 'done' && !failure) outcomes.end++;
      else if (failure?.kind === 'refused' && !seen.has(path)) outcomes.refused++;
      else outcomes.other++;
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, name) => client(name)));
  assert.equal(outcomes.other, 0);
  assert.equal(outcomes.end + outcomes.refused, 400);
  assert.ok(outcomes.end > 200 && server.counts.sockets > 5, JSON.stringify([outcomes, server.counts]));
});
