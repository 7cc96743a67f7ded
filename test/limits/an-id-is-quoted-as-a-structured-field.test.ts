import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitPolicy, limitState } from '../../src/limits/fields.ts';

test('the items of RateLimit and RateLimit-Policy', () => {
  assert.equal(limitState('per-minute', 50, 30), '"per-minute";r=50;t=30');
  assert.equal(limitPolicy('per-minute', 100, 60), '"per-minute";q=100;w=60');
});

test('quotes and backslashes in an id are escaped', () => {
  assert.equal(limitState('a"b\\c', 0, 1), '"a\\"b\\\\c";r=0;t=1');
  assert.equal(limitPolicy('"', 1, 1), '"\\"";q=1;w=1');
});
