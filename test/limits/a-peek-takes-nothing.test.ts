import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../src/limits/table.ts';

const NOW = 1_800_000_000_000;
const limit = { rate: 10, periodMs: 1000, burst: 10, cost: 4 };

test('a peek answers what a take would answer', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  for (let i = 0; i < 3; i++) {
    const seen = table.peek('l', 'k', limit, NOW);
    assert.deepEqual(table.peek('l', 'k', limit, NOW), seen);
    assert.deepEqual(table.take('l', 'k', limit, NOW), seen);
  }
});

test('neither a peek nor a take of nothing needs a slot', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  assert.equal(table.peek('l', 'k', limit, NOW).remaining, 6);
  assert.equal(table.take('l', 'k', { ...limit, cost: 0 }, NOW).remaining, 10);
  assert.equal(table.occupied, 0);
});

test('a take of nothing is granted where nothing is left', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  table.take('l', 'k', { ...limit, cost: 10 }, NOW);
  const { granted, remaining, resetMs } = table.take('l', 'k', { ...limit, cost: 0 }, NOW);
  assert.deepEqual({ granted, remaining, resetMs }, { granted: true, remaining: 0, resetMs: 1000 });
});
