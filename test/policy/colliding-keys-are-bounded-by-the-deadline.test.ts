import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, policy } from './fixture.ts';

/** Pairs of which either half leads OPA's hash, FNV-1 of 32 bits without a key, to the same next state. */
const PAIRS = [
  '35zx apcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
  '55zx gpcd',
];

function fnv1(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 0x01000193) ^ text.charCodeAt(i)) >>> 0;
  return hash;
}

test('an object of 8,192 keys with one hash', async () => {
  let keys = [''];
  for (const pair of PAIRS) keys = keys.flatMap((key) => pair.split(' ').map((half) => key + half));
  assert.equal(new Set(keys).size, 8192);
  assert.equal(new Set(keys.map(fnv1)).size, 1);

  const { evaluate } = await policy('decision := count(input.body)', { deadline: 20 });
  const few = Object.fromEntries(keys.slice(0, 50).map((key) => [key, 1]));
  const many = Object.fromEntries(keys.map((key) => [key, 1]));
  for (let i = 0; i < 3; i++) {
    assert.equal(evaluate({ body: few }).value, 50);
    assert.throws(() => evaluate({ body: many }), fault('policy_unavailable', /longer than 20 ms/));
  }
});
