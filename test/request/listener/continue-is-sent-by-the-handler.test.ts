import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { post } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { open } from './open.ts';

test('a body is asked for by the handler and not before', async (t) => {
  let asked = false;
  const { port } = await open(t, (req, res: ClientResponse) => {
    setImmediate(() => {
      asked = true;
      res.writeContinue();
      req.setEncoding('utf8').on('data', (body: string) => res.end(body));
    });
  });
  const { responses, interim } = await send(port, post(['Content-Length: 5', 'Expect: 100-continue'], 'hello'));
  assert.equal(asked, true);
  assert.deepEqual(interim, [100]);
  assert.deepEqual(
    responses.map(({ status, body }) => [status, body]),
    [[200, 'hello']],
  );
});
