import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../../src/limits/table.ts';
import { limit } from '../../../src/request/limit.ts';
import { NOW } from './fixture.ts';

test('a decision without limits adds nothing', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  assert.deepEqual(limit(table, undefined, NOW).headers, []);
  assert.deepEqual(limit(table, [], NOW).headers, []);
});

test('one limit: burst and cost default to the rate and to one', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const { headers } = limit(table, [{ id: 'per-minute', key: 'alice', rate: 100, per: '1m' }], NOW);
  assert.deepEqual(headers, ['ratelimit', '"per-minute";r=99;t=1', 'ratelimit-policy', '"per-minute";q=100;w=60']);
});

test('several limits in one field, each with its own window', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const { headers } = limit(
    table,
    [
      { id: 's', key: 'a', rate: 10, per: '1s', burst: 20, cost: 5 },
      { id: 'h', key: 'a', rate: 60, per: '1h' },
      { id: 'd', key: 'a', rate: 24, per: '1d', cost: 0 },
    ],
    NOW,
  );
  assert.deepEqual(headers, [
    'ratelimit',
    '"s";r=15;t=1, "h";r=59;t=60, "d";r=24;t=0',
    'ratelimit-policy',
    '"s";q=10;w=1, "h";q=60;w=3600, "d";q=24;w=86400',
  ]);
});
