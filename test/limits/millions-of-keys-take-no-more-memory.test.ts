import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../src/limits/table.ts';

test('two million keys in one table: none is refused, and memory stays as it is', () => {
  const table = new LimitTable(LimitTable.allocate(65_536));
  const limit = { rate: 100, periodMs: 1000, burst: 100, cost: 1 };
  let now = 1_800_000_000_000;
  const sent = (keys: number) => {
    for (let i = 0; i < keys; i++) {
      now += 0.001;
      table.take('per-address', `${i}.${now}`, limit, now);
    }
    return process.memoryUsage().rss;
  };
  const before = sent(500_000);
  const after = sent(1_500_000);
  assert.equal(table.counters.granted, 2_000_000);
  assert.equal(table.counters.tableFull, 0);
  // What the collector has not looked at yet; to keep the keys would take ten times as much.
  assert.ok(after - before < 64 * 2 ** 20, `${after - before} bytes more`);
});
