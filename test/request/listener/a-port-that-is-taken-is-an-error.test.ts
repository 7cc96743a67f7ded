import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientResponse } from '../../../src/request/client.ts';
import { createListener } from '../../../src/request/listening/listener.ts';
import { REQUEST } from '../../configured.ts';
import { open } from './open.ts';

test('a port that is taken is an error of the configuration', async (t) => {
  const { port } = await open(t, (_req, res: ClientResponse) => res.end());
  const second = await createListener({ address: '127.0.0.1', port }, { request: REQUEST }, () => {});
  await assert.rejects(second.listen(), { code: 'config_invalid' });
});
