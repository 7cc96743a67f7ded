import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from './attack.ts';
import { startGateway } from './gateway.ts';
import { fieldOf } from './upstream.ts';
import { send } from './wire.ts';

test('the policy and the upstream get one line for a repeated field', async (t) => {
  const gateway = await startGateway();
  t.after(() => gateway.close());

  await send(
    gateway.port,
    get('/items', 'X-Role: user', 'Cookie: a=1', 'x-role: admin', 'cookie: b=2', 'Accept: a', 'Accept: b'),
  );

  const arrived = gateway.upstream.arrived[0]!;
  assert.deepEqual(
    { ...gateway.decided[0]!.headerObject() },
    { 'x-role': 'user, admin', cookie: 'a=1; b=2', accept: 'a, b' },
  );
  assert.equal(fieldOf(arrived, 'x-role'), 'user, admin');
  assert.equal(fieldOf(arrived, 'cookie'), 'a=1; b=2');
  assert.equal(fieldOf(arrived, 'accept'), 'a, b');
});
