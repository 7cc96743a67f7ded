import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { assertProblem, post } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { open } from './open.ts';

test('a header section that stays away is answered with 408', async (t) => {
  const codes: string[] = [];
  const onClientError = ({ code }: { code: string }) => codes.push(code);
  const { port } = await open(t, () => assert.fail('not a request'), {
    request: { headersTimeout: 200 },
    onClientError,
  });

  const exchange = await send(port, 'GET / HTTP/1.1\r\nHost: a\r\n');
  assertProblem(exchange, 408);
  assert.equal(exchange.closed, true);
  assert.deepEqual(codes, ['request_timeout']);
});

test('a body that stays away is answered with 408 while no answer was begun', async (t) => {
  let begun = 0;
  const { port } = await open(
    t,
    (req) => {
      begun++;
      req.resume();
    },
    { request: { headersTimeout: 200, requestTimeout: 400 } },
  );

  const exchange = await send(port, post(['Content-Length: 100'], 'hello'));
  assertProblem(exchange, 408);
  assert.equal(begun, 1);
});

test('a body that stays away after the answer was begun resets the connection', async (t) => {
  const { port } = await open(
    t,
    (_req, res) => {
      (res as ServerResponse).writeHead(200, { 'content-length': '100' }).write('part');
    },
    { request: { headersTimeout: 200, requestTimeout: 400 } },
  );

  const exchange = await send(port, post(['Content-Length: 100'], 'hello'));
  assert.deepEqual(exchange.responses, []);
  assert.equal(exchange.closed, true);
});
