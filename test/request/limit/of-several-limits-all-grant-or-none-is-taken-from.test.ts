import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../../src/limits/table.ts';
import { limit } from '../../../src/request/limit.ts';
import { NOW } from './fixture.ts';

const wide = { id: 'wide', key: 'a', rate: 100, per: '1d' as const };
const narrow = { id: 'narrow', key: 'a', rate: 2, per: '1d' as const };
const left = (table: LimitTable, { id, key, rate }: typeof wide) =>
  table.peek(id, key, { rate, periodMs: 86_400_000, burst: rate, cost: 0 }, NOW).remaining;

for (const rules of [
  [wide, narrow],
  [narrow, wide],
]) {
  test(`a request that ${rules[0]!.id} or ${rules[1]!.id} refuses takes nothing from either`, () => {
    const table = new LimitTable(LimitTable.allocate(64));
    for (let i = 0; i < 2; i++) limit(table, rules, NOW);
    for (let i = 0; i < 50; i++) assert.throws(() => limit(table, rules, NOW), { code: 'rate_limited' });
    assert.equal(left(table, wide), 98);
    assert.equal(left(table, narrow), 0);
    assert.deepEqual(table.counters, { granted: 4, refused: 50, evicted: 0, tableFull: 0 });
  });
}

test('the same limit twice in one decision takes twice, or not at all', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const odd = { ...wide, rate: 3 };
  limit(table, [odd, odd], NOW);
  assert.throws(() => limit(table, [odd, odd], NOW), { code: 'rate_limited' });
  assert.equal(left(table, odd), 1);
});

test('what was taken is given back if another thread takes the last unit in between', () => {
  const memory = LimitTable.allocate(64);
  const other = new LimitTable(memory);
  class Raced extends LimitTable {
    override take(...question: Parameters<LimitTable['take']>) {
      if (question[0] === 'narrow') while (other.take(...question).granted);
      return super.take(...question);
    }
  }
  const table = new Raced(memory);
  assert.throws(() => limit(table, [wide, narrow], NOW), { code: 'rate_limited' });
  assert.equal(left(table, wide), 100);
  assert.deepEqual(table.counters, { granted: 0, refused: 1, evicted: 0, tableFull: 0 });
});
