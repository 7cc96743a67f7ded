import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from '../../src/limits/slots.ts';
import { LimitTable } from '../../src/limits/table.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const limit = { rate: 1, periodMs: 60_000, burst: 1, cost: 1 };

test('slots that a thread had claimed when it ended serve others after an hour', () => {
  const memory = LimitTable.allocate(4);
  const gone = new Slots(memory);
  for (let slot = 0; slot < gone.count; slot++) {
    const found = gone.load(slot);
    gone.claim(slot, found, new Int32Array([slot, 1, 2, 3]), NOW * 1000);
  }
  const table = new LimitTable(memory);
  assert.equal(table.take('l', 'k', limit, NOW + HOUR).error, 'table_full');
  assert.equal(table.take('l', 'k', limit, NOW + HOUR + 1).granted, true);
  assert.equal(table.take('l', 'k', limit, NOW + HOUR + 1).granted, false);
  assert.equal(table.occupied, table.size);
});

test('a thread that comes back late to its claim changes nothing', () => {
  const memory = LimitTable.allocate(2);
  const late = new Slots(memory);
  const claims = Array.from({ length: late.count }, (_, slot) => {
    const found = late.load(slot);
    return late.claim(slot, found, new Int32Array([slot, 1, 2, 3]), NOW * 1000)!;
  });
  const table = new LimitTable(memory);
  table.take('l', 'k', limit, NOW + HOUR + 1);
  const advanced = claims.filter((claim, slot) => late.advance(slot, claim, 1, 0));
  assert.equal(advanced.length, late.count - 1);
  assert.equal(table.take('l', 'k', limit, NOW + HOUR + 1).granted, false);
});
