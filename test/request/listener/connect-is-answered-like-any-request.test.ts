import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { get, request } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { open } from './open.ts';

test('CONNECT reaches the handler, and its connection ends', async (t) => {
  const { port } = await open(t, (req, res: ClientResponse) => res.end(`${req.method}`));
  const { responses, closed } = await send(port, `${request('CONNECT a:80 HTTP/1.1')}tunnelled`, { responses: 2 });
  assert.deepEqual(
    responses.map(({ status, body }) => [status, body]),
    [[200, 'CONNECT']],
  );
  assert.equal(closed, true);
});

test('a client that resets its CONNECT is harmless', async (t) => {
  const waiting: ClientResponse[] = [];
  const { port } = await open(t, (req, res: ClientResponse) => {
    if (req.method === 'CONNECT') waiting.push(res);
    else res.end();
  });
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(request('CONNECT a:80 HTTP/1.1'));
  while (waiting.length === 0) await new Promise(setImmediate);
  const gone = new Promise((resolve) => waiting[0]!.socket!.once('close', resolve));
  socket.resetAndDestroy();
  await gone;
  waiting[0]!.end('late');
  assert.equal((await send(port, get('/'))).responses[0]?.status, 200);
});
