import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../src/limits/table.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const limit = { rate: 60, periodMs: 60_000, burst: 60, cost: 1 };

function spent(): LimitTable {
  const table = new LimitTable(LimitTable.allocate(4));
  table.take('l', 'k', { ...limit, cost: 60 }, NOW);
  return table;
}

test('a clock that is set back by seconds holds a spent key off for those seconds longer', () => {
  const table = spent();
  assert.equal(table.take('l', 'k', limit, NOW - 5000).granted, false);
  assert.equal(table.take('l', 'k', limit, NOW + 999).granted, false);
  assert.equal(table.take('l', 'k', limit, NOW + 1000).granted, true);
});

test('a clock that is set back never says that more is left than the burst, or that nothing ever comes back', () => {
  const { remaining, resetMs, retryAfterMs } = spent().take('l', 'k', limit, NOW - 5000);
  assert.deepEqual({ remaining, resetMs, retryAfterMs }, { remaining: 0, resetMs: 60_000, retryAfterMs: 1000 });
});

test('after a clock is set back by more than an hour the limit starts anew', () => {
  const table = spent();
  assert.equal(table.take('l', 'k', limit, NOW - HOUR - 1).remaining, 59);
  assert.equal(table.take('l', 'k', limit, NOW - HOUR - 1).remaining, 58);
});

test('a clock that is set forward gives the burst back once', () => {
  const table = spent();
  const takes = Array.from({ length: 100 }, () => table.take('l', 'k', limit, NOW + 10 * HOUR).granted);
  assert.equal(takes.filter(Boolean).length, 60);
});

test('a clock that starts at zero counts as any other', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  const takes = Array.from({ length: 100 }, () => table.take('l', 'k', limit, 0).granted);
  assert.equal(takes.filter(Boolean).length, 60);
});

test('a question that comes late, with the time of its arrival, is not granted more', () => {
  const table = spent();
  table.take('l', 'k', limit, NOW + 30_000);
  assert.equal(table.take('l', 'k', { ...limit, cost: 2 }, NOW + 1000).granted, false);
  assert.equal(table.peek('l', 'k', { ...limit, cost: 0 }, NOW + 30_000).remaining, 29);
});
