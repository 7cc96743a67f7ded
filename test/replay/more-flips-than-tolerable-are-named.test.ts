import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exceeds } from '../../src/replay/tolerance.ts';

const comparison = (deny_to_allow: number, allow_to_deny = 0, changed = 0) => ({
  compared: 1000,
  same: 1000 - deny_to_allow - allow_to_deny - changed,
  unknown: 0,
  flips: { deny_to_allow, allow_to_deny, changed },
  groups: [],
});

test('a count', () => {
  assert.equal(exceeds(comparison(1), { denyToAllow: { count: 1 } }), undefined);
  assert.match(exceeds(comparison(1), { denyToAllow: { count: 0 } })!, /of 1000 .* deny_to_allow: 1, at most 0/);
});

test('a share', () => {
  assert.equal(exceeds(comparison(0, 1), { allowToDeny: { share: 0.001 } }), undefined);
  assert.match(exceeds(comparison(0, 2), { allowToDeny: { share: 0.001 } })!, /allow_to_deny: 2, at most 0.1%/);
});

test('what is not bounded may be', () => {
  assert.equal(exceeds(comparison(10, 10, 10), {}), undefined);
  assert.match(exceeds(comparison(10, 10, 10), { changed: { count: 9 } })!, /flips changed: 10, at most 9$/);
});
