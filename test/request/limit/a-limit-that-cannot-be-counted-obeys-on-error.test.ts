import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../../src/limits/table.ts';
import { limit } from '../../../src/request/limit.ts';
import { NOW, refusalOf } from './fixture.ts';

const rule = { id: 'd', key: 'newcomer', rate: 10, per: '1d' as const };

const filling = { rate: 2, periodMs: 86_400_000, burst: 2, cost: 1 };

function fullTable(): LimitTable {
  const table = new LimitTable(LimitTable.allocate(4));
  for (let i = 0; i < 1000; i++) table.take('filling', `${i}`, filling, NOW);
  table.counters.tableFull = 0;
  return table;
}

test('it refuses, if the decision says nothing', () => {
  const table = fullTable();
  const error = refusalOf(() => limit(table, [rule], NOW));
  assert.equal(error.code, 'rate_limited');
  assert.match(error.message, /limit table is full of live keys; raise limits\.slots/);
  assert.deepEqual(error.headers, { 'retry-after': '1', 'ratelimit-policy': '"d";q=10;w=86400' });
  assert.equal(table.counters.tableFull, 1);
});

test('it refuses, if the decision says deny, and others get back what they had granted', () => {
  const table = fullTable();
  const counted = { id: 'filling', key: '0', rate: 2, per: '1d' as const };
  assert.throws(() => limit(table, [counted, { ...rule, on_error: 'deny' as const }], NOW), { code: 'rate_limited' });
  assert.equal(table.peek('filling', '0', { ...filling, cost: 0 }, NOW).remaining, 1);
});

test('it lets the request pass, if the decision says allow, and is counted', () => {
  const table = fullTable();
  const { headers } = limit(table, [{ ...rule, on_error: 'allow' as const }], NOW);
  assert.deepEqual(headers, ['ratelimit-policy', '"d";q=10;w=86400']);
  assert.equal(table.counters.tableFull, 1);
});

test('on_error says nothing about a limit that is used up', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  const rules = [{ ...rule, rate: 1, on_error: 'allow' as const }];
  limit(table, rules, NOW);
  assert.throws(() => limit(table, rules, NOW), { code: 'rate_limited' });
});
