import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../../src/limits/table.ts';
import { limit } from '../../../src/request/limit.ts';
import { NOW, refusalOf } from './fixture.ts';

test('a used-up limit answers 429 with the seconds until the next unit, and no more', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const rules = [{ id: 'per-minute', key: 'alice', rate: 2, per: '1m' as const }];
  limit(table, rules, NOW);
  limit(table, rules, NOW);
  const error = refusalOf(() => limit(table, rules, NOW + 500));
  assert.equal(error.code, 'rate_limited');
  assert.equal(error.status, 429);
  assert.deepEqual(error.headers, {
    'retry-after': '30',
    ratelimit: '"per-minute";r=0;t=30',
    'ratelimit-policy': '"per-minute";q=2;w=60',
  });
  assert.equal(error.detail, 'Used up: per-minute. Try again in 30 s.');
  assert.doesNotMatch(`${error.message} ${error.detail}`, /alice/);
  assert.throws(() => limit(table, rules, NOW + 29_999));
  limit(table, rules, NOW + 30_000);
});

test('less than a second is a second', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const rules = [{ id: 's', key: 'a', rate: 1000, per: '1s' as const, burst: 1 }];
  limit(table, rules, NOW);
  assert.equal(refusalOf(() => limit(table, rules, NOW)).headers?.['retry-after'], '1');
});

test('with several used up, the longest wait counts, and no window ends after it', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const second = { id: 's', key: 'a', rate: 1, per: '1s' as const };
  const minute = { id: 'm', key: 'a', rate: 1, per: '1m' as const };
  const day = { id: 'd', key: 'a', rate: 10, per: '1d' as const };
  limit(table, [second, minute, day], NOW);
  const { headers, message } = refusalOf(() => limit(table, [second, minute, day], NOW));
  assert.equal(headers?.['retry-after'], '60');
  assert.equal(headers?.ratelimit, '"s";r=0;t=1, "m";r=0;t=60, "d";r=8;t=60');
  assert.match(message, /limit s \(1 per 1s\) is used up; limit m \(1 per 1m\) is used up$/);
});

test('a request that costs more than the burst never passes, and is told to wait a period', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const rules = [{ id: 'm', key: 'a', rate: 10, per: '1m' as const, burst: 5, cost: 6 }];
  const { headers, message } = refusalOf(() => limit(table, rules, NOW));
  assert.equal(headers?.['retry-after'], '60');
  assert.equal(headers?.ratelimit, '"m";r=5;t=0');
  assert.match(message, /never grants 6 units at once; its burst is 5/);
});
