import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { get } from '../../attack/attack.ts';
import { send } from '../../attack/wire.ts';
import { open } from './open.ts';

test('an accept that fails, as without file descriptors, does not end the process', async (t) => {
  const { port, listener } = await open(t, (_req, res: ClientResponse) => res.end());
  listener.app.server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  assert.equal((await send(port, get('/'))).responses[0]?.status, 200);
});
