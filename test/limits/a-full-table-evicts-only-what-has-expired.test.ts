import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../src/limits/table.ts';

const NOW = 1_800_000_000_000;
const limit = { rate: 60, periodMs: 60_000, burst: 60, cost: 1 };
const look = { ...limit, cost: 0 };

/** A table in which no new key finds a slot for the next second. */
function full(): { table: LimitTable; keys: string[] } {
  const table = new LimitTable(LimitTable.allocate(4));
  const keys: string[] = [];
  for (let i = 0; i < 1000; i++) {
    if (table.take('l', `key ${i}`, limit, NOW).granted) keys.push(`key ${i}`);
  }
  assert.equal(table.occupied, table.size);
  return { table, keys };
}

test('a new key in a full table is not counted, and the answer says so', () => {
  const { table, keys } = full();
  const before = table.counters.tableFull;
  const grant = table.take('l', 'one too many', limit, NOW + 999);
  assert.deepEqual(grant, { granted: false, remaining: 0, resetMs: 0, retryAfterMs: 0, error: 'table_full' });
  assert.equal(table.counters.tableFull, before + 1);
  assert.equal(table.counters.evicted, 0);
  for (const key of keys) assert.equal(table.peek('l', key, look, NOW).remaining, 59);
});

test('keys in a full table go on being counted', () => {
  const { table, keys } = full();
  for (const key of keys) assert.equal(table.take('l', key, limit, NOW).remaining, 58);
});

test('a key whose units have all come back gives way', () => {
  const { table } = full();
  assert.equal(table.take('l', 'one too many', limit, NOW + 1001).granted, true);
  assert.equal(table.counters.evicted, 1);
  assert.equal(table.occupied, table.size);
});

test('a key that was not taken from in full stays as long as it has to', () => {
  const { table, keys } = full();
  const [kept] = keys as [string];
  table.take('l', kept, { ...limit, cost: 9 }, NOW);
  for (let i = 0; i < 100; i++) table.take('l', `new ${i}`, limit, NOW + 9999);
  assert.equal(table.peek('l', kept, look, NOW + 9999).remaining, 59);
  assert.equal(table.counters.evicted, keys.length - 1);
});
