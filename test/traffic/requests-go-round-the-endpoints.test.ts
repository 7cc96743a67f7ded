import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call } from './client.ts';
import { startGateway } from './gateway.ts';
import { startHttp } from './upstreams.ts';

test('each endpoint gets its turn', async (t) => {
  const upstreams = await Promise.all(['a', 'b', 'c'].map((name) => startHttp(t, (_req, res) => res.end(name))));
  const gateway = await startGateway(t, { endpoints: upstreams.map(({ origin }) => origin) });
  let answers = '';
  for (let i = 0; i < 6; i++) answers += (await call(gateway.origin)).body;
  assert.equal(answers, 'abcabc');
});
