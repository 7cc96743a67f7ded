import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { type TestContext, test } from 'node:test';
import type { ClientRequest, ClientResponse } from '../../../src/request/client.ts';
import { certificateFiles, open } from './open.ts';
import { FRAME, frame, GET, openRaw, PREFACE, type RawSession, uint32 } from './raw-http2.ts';

const tls = { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' as const };
const END_STREAM = 0x1;
const END_HEADERS = 0x4;

async function openListener(t: TestContext, request = {}) {
  const reported: string[] = [];
  let answers = true;
  const opened = await open(t, (_req: ClientRequest, res: ClientResponse) => void (answers && res.end('ok')), {
    tls,
    request,
    onClientError: ({ code }) => reported.push(code),
  });
  const raw = await openRaw(t, opened.port);
  raw.send(PREFACE, frame(FRAME.SETTINGS, 0, 0));
  await raw.first(({ type }) => type === FRAME.SETTINGS);
  return { ...opened, reported, raw, stopAnswering: () => (answers = false) };
}

/** Sends until the connection is closed; a client that reads nothing would not notice. */
async function flood(raw: RawSession, piece: (n: number) => Uint8Array, most = 200_000): Promise<number> {
  let sent = 0;
  for (; sent < most && !raw.socket.destroyed && raw.socket.writable; sent++) {
    if (!raw.socket.write(piece(sent))) await Promise.race([once(raw.socket, 'drain').catch(() => {}), raw.closed]);
    if (sent % 100 === 0) await new Promise(setImmediate);
  }
  await raw.closed;
  return sent;
}

test('one that takes back what it asks is told to calm down, and is recorded once', async (t) => {
  const { raw, reported, stopAnswering } = await openListener(t);
  stopAnswering();
  for (let n = 0; n < 501; n++) {
    raw.send(frame(FRAME.HEADERS, END_STREAM | END_HEADERS, 2 * n + 1, GET));
    raw.send(frame(FRAME.RST_STREAM, 0, 2 * n + 1, uint32(constants.NGHTTP2_CANCEL)));
    if (n % 20 === 0) await new Promise(setImmediate);
  }
  const goaway = await raw.first(({ type }) => type === FRAME.GOAWAY);
  assert.equal(goaway?.payload.readUInt32BE(4), constants.NGHTTP2_ENHANCE_YOUR_CALM);
  await raw.closed;
  assert.deepEqual(reported, ['too_many_requests']);
});

test('one that resets answers that had begun, or few, goes on', async (t) => {
  const { raw, reported } = await openListener(t);
  for (let n = 0; n < 600; n++) {
    const stream = 2 * n + 1;
    raw.send(frame(FRAME.HEADERS, END_STREAM | END_HEADERS, stream, GET));
    await raw.first((seen) => seen.type === FRAME.HEADERS && seen.stream === stream);
    raw.send(frame(FRAME.RST_STREAM, 0, stream, uint32(constants.NGHTTP2_CANCEL)));
  }
  raw.send(frame(FRAME.PING, 0, 0, Buffer.alloc(8)));
  assert.ok(await raw.first(({ type, flags }) => type === FRAME.PING && flags === 1));
  assert.deepEqual(reported, []);
});

test('one that says nothing is closed after the time for a header section', async (t) => {
  const reported: string[] = [];
  const { port } = await open(t, () => {}, {
    tls,
    request: { headersTimeout: 200 },
    onClientError: ({ code }) => reported.push(code),
  });
  const raw = await openRaw(t, port);
  await raw.closed;
  assert.deepEqual(reported, ['request_timeout']);
});

test('a header section without end is closed after the time for an idle connection', async (t) => {
  const { raw } = await openListener(t, { keepAliveTimeout: 300 });
  raw.send(frame(FRAME.HEADERS, END_STREAM, 1, GET));
  await raw.closed;
});

/** A literal field without indexing, `x: a`. */
const FIELD = Buffer.from([0x00, 1, 0x78, 1, 0x61]);

const FLOODS: Readonly<Record<string, { begin?: Uint8Array; piece: (n: number) => Uint8Array }>> = {
  'empty CONTINUATION': {
    begin: frame(FRAME.HEADERS, END_STREAM, 1, GET),
    piece: () => frame(FRAME.CONTINUATION, 0, 1),
  },
  'CONTINUATION with fields': {
    begin: frame(FRAME.HEADERS, END_STREAM, 1, GET),
    piece: () => frame(FRAME.CONTINUATION, 0, 1, FIELD),
  },
  'SETTINGS with too many entries': {
    piece: () =>
      frame(FRAME.SETTINGS, 0, 0, Buffer.concat(Array.from({ length: 40 }, () => Buffer.from([0, 3, 0, 0, 0, 1])))),
  },
  'DATA on streams that do not exist': { piece: () => frame(FRAME.DATA, 0, 1, Buffer.alloc(1)) },
};

for (const [name, { begin, piece }] of Object.entries(FLOODS)) {
  test(`a flood of ${name} ends the connection`, async (t) => {
    const { raw, port } = await openListener(t);
    if (begin) raw.send(begin);
    const sent = await flood(raw, piece);
    t.diagnostic(`closed after at most ${sent} frames`);
    const other = await openRaw(t, port);
    other.send(PREFACE, frame(FRAME.SETTINGS, 0, 0), frame(FRAME.HEADERS, END_STREAM | END_HEADERS, 1, GET));
    assert.ok(await other.first(({ type }) => type === FRAME.HEADERS), 'others are served');
  });
}

/** Frames that have to be answered: a client that does not read the answers must not make them pile up. */
for (const [name, piece] of [
  ['PING', frame(FRAME.PING, 0, 0, Buffer.alloc(8))],
  ['SETTINGS', frame(FRAME.SETTINGS, 0, 0)],
] as const) {
  test(`a flood of ${name} whose answers nobody reads ends the connection`, async (t) => {
    const { raw } = await openListener(t);
    raw.socket.pause();
    const batch = Buffer.concat(Array.from({ length: 1000 }, () => piece));
    let sent = 0;
    for (; sent < 2000 && raw.socket.writable; sent++) {
      if (!raw.socket.write(batch)) {
        const timer = new Promise((resolve) => setTimeout(resolve, 500).unref());
        await Promise.race([once(raw.socket, 'drain').catch(() => {}), raw.closed, timer]);
      }
    }
    raw.socket.resume();
    await raw.closed;
    t.diagnostic(`closed after at most ${sent * 1000} frames`);
  });
}
