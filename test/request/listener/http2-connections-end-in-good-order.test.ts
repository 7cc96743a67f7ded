import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { type TestContext, test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { certificateFiles, open } from './open.ts';
import { FRAME, frame, GET, openRaw, PREFACE } from './raw-http2.ts';

const tls = { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' as const };
const HEAD = 0x4 | 0x1;

async function openGate(t: TestContext) {
  const waiting: ClientResponse[] = [];
  const opened = await open(t, (_req, res) => void waiting.push(res), { tls });
  const filled = async (count: number) => {
    while (waiting.length < count) await new Promise(setImmediate);
  };
  const answer = () => {
    for (const res of waiting.splice(0)) res.end('late');
  };
  return { ...opened, filled, answer };
}

test('a drain says which stream is the last, serves it, and closes the connection', async (t) => {
  const { listener, port, filled, answer } = await openGate(t);
  const raw = await openRaw(t, port);
  raw.send(PREFACE, frame(FRAME.SETTINGS, 0, 0), frame(FRAME.HEADERS, HEAD, 1, GET));
  await filled(1);

  listener.drain();
  const goaway = await raw.first(({ type }) => type === FRAME.GOAWAY);
  assert.deepEqual([goaway?.payload.readUInt32BE(0), goaway?.payload.readUInt32BE(4)], [1, 0]);
  raw.send(frame(FRAME.HEADERS, HEAD, 3, GET));
  answer();
  await raw.closed;
  const answered = raw.frames.filter(({ type }) => type === FRAME.HEADERS).map(({ stream }) => stream);
  assert.deepEqual(answered, [1]);
});

test('while a listener drains, a new connection is served until the close', async (t) => {
  const { listener, port, filled, answer } = await openGate(t);
  listener.drain();
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const streams = [session.request({ ':path': '/' }), session.request({ ':path': '/' })];
  await filled(2);
  const goaway = once(session, 'goaway');
  const closed = listener.close({ grace: 10_000 });
  const [code] = await goaway;
  assert.equal(code, 0);
  answer();
  for (const stream of streams) assert.deepEqual(await stream.setEncoding('utf8').toArray(), ['late']);
  await closed;
});

test('idle connections end with the close at once', async (t) => {
  const { listener, port } = await openGate(t);
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  await once(session, 'remoteSettings');
  await listener.close({ grace: 10_000 });
});
