import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import type { ClientRequest, ClientResponse } from '../../../src/request/client.ts';
import { get } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { certificateFiles, open } from './open.ts';

/** Answers when told to. */
function gate() {
  const waiting: ClientResponse[] = [];
  return {
    waiting,
    handle: (req: ClientRequest, res: ClientResponse) => {
      if (req.url === '/now') res.end('now');
      else waiting.push(res);
    },
    async filled(count: number) {
      while (waiting.length < count) await new Promise(setImmediate);
    },
    answer() {
      for (const res of waiting.splice(0)) res.end('late');
    },
  };
}

async function client(
  port: number,
  bytes: string,
): Promise<{ socket: Socket; text: () => string; closed: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.write(bytes);
  return { socket, text: () => received, closed: once(socket, 'close') };
}

test('requests in flight finish and say connection: close; new connections are refused; idle ones end last', async (t) => {
  const { handle, filled, answer } = gate();
  const { listener, port } = await open(t, handle);
  const busy = await client(port, get('/wait'));
  await filled(1);
  const idle = await client(port, get('/now'));
  while (!idle.text().endsWith('now')) await new Promise(setImmediate);

  const closed = listener.close({ grace: 10_000 });
  await assert.rejects(client(port, ''), { code: 'ECONNREFUSED' });
  assert.equal(idle.socket.closed, false);
  idle.socket.write(get('/now'));
  await idle.closed;
  assert.match(idle.text(), /^HTTP\/1\.1 200 [\s\S]*keep-alive[\s\S]*HTTP\/1\.1 200 [\s\S]*Connection: close/i);

  answer();
  await Promise.all([busy.closed, closed]);
  assert.match(busy.text(), /^HTTP\/1\.1 200 [\s\S]*Connection: close[\s\S]*late$/i);
});

test('idle and silent connections do not hold a listener that has nothing in flight', async (t) => {
  const { handle } = gate();
  const { listener, port } = await open(t, handle);
  const idle = await client(port, get('/now'));
  while (!idle.text().endsWith('now')) await new Promise(setImmediate);
  const silent = await client(port, '');
  await send(port, get('/now'));

  await listener.close({ grace: 10_000 });
  await Promise.all([idle.closed, silent.closed]);
});

test('what is not finished after the grace is cut', async (t) => {
  const { handle, filled } = gate();
  const { listener, port } = await open(t, handle);
  const busy = await client(port, get('/wait'));
  await filled(1);

  await listener.close({ grace: 50 });
  await busy.closed;
  assert.equal(busy.text(), '');
});

test('a drained listener still accepts, but every answer ends its connection', async (t) => {
  const { handle, filled, answer } = gate();
  const { listener, port } = await open(t, handle);
  const busy = await client(port, get('/wait'));
  await filled(1);

  listener.drain();
  const { responses, closed } = await send(port, get('/now'), { responses: 2 });
  assert.deepEqual(
    responses.map(({ status, headers }) => [status, headers.connection]),
    [[200, 'close']],
  );
  assert.equal(closed, true);
  answer();
  await busy.closed;
  assert.match(busy.text(), /Connection: close/i);
});

test('a connection whose answer had begun before the drain gets one more', async (t) => {
  const answers: ServerResponse[] = [];
  const { listener, port } = await open(t, (req, res) => {
    if (req.url === '/now') (res as ServerResponse).end('now');
    else answers.push((res as ServerResponse).writeHead(200, { 'content-length': 4 }));
  });
  const busy = await client(port, get('/begun'));
  while (answers.length === 0) await new Promise(setImmediate);
  answers[0]!.write('la');
  while (!busy.text().endsWith('la')) await new Promise(setImmediate);

  listener.drain();
  answers[0]!.end('te');
  while (!busy.text().endsWith('late')) await new Promise(setImmediate);
  busy.socket.write(get('/now'));
  await busy.closed;
  assert.match(
    busy.text(),
    /^HTTP\/1\.1 200 [\s\S]*keep-alive[\s\S]*lateHTTP\/1\.1 200 [\s\S]*Connection: close[\s\S]*now$/i,
  );
});

test('HTTP/2 streams in flight finish, and the session ends', async (t) => {
  const { handle, filled, answer } = gate();
  const tls = { certificates: [certificateFiles('first')], minVersion: 'TLSv1.2' as const };
  const { listener, port } = await open(t, handle, { tls });
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const goaway = once(session, 'goaway');
  const stream = session.request({ ':path': '/wait' });
  await filled(1);

  const closed = listener.close({ grace: 10_000 });
  await goaway;
  answer();
  assert.deepEqual(await stream.setEncoding('utf8').toArray(), ['late']);
  await closed;
});
