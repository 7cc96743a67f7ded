import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../src/errors.ts';
import { policy } from './fixture.ts';

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

test('an input as deep as it may be', async () => {
  const { evaluate } = await policy('decision := count(input.body)');
  for (const depth of [64, 1000, 3000, 4500]) {
    try {
      assert.equal(evaluate({ body: nested(depth) }).value, 1);
    } catch (thrown) {
      assert.ok(thrown instanceof GatewayError && thrown.code === 'policy_unavailable', String(thrown));
    }
    assert.equal(evaluate({ body: [1, 2] }).value, 2);
  }
});

test('a result deeper than a decision can be', async () => {
  const { evaluate } = await policy('decision := input.body');
  assert.throws(() => evaluate({ body: nested(1500) }), { code: 'policy_fault' });
  assert.deepEqual(evaluate({ body: nested(100) }).value, nested(100));
});
