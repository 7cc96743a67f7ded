import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { assertProblem, get } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { open } from './open.ts';

test('a handler that throws costs one answer and not the process', async (t) => {
  const { port } = await open(t, (req, res: ClientResponse) => {
    if (req.url === '/bad') throw new TypeError('secret detail');
    res.end();
  });

  const exchange = await send(port, get('/bad'));
  assertProblem(exchange, 500);
  assert.doesNotMatch(exchange.responses[0]!.body, /secret/);
  assert.equal((await send(port, get('/good'))).responses[0]?.status, 200);
});
