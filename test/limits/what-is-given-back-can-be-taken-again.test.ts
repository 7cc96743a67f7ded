import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LimitTable } from '../../src/limits/table.ts';

const NOW = 1_800_000_000_000;

test('takes that are given back leave no trace', () => {
  const limits = fc.record({
    rate: fc.integer({ min: 1, max: 1_000_000 }),
    periodMs: fc.constantFrom(1000, 60_000, 86_400_000),
    burst: fc.integer({ min: 20, max: 1000 }),
  });
  const costs = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(limits, costs, (limit, costs) => {
      const table = new LimitTable(LimitTable.allocate(4));
      const twin = new LimitTable(LimitTable.allocate(4));
      for (const [cost, kept] of costs) {
        assert.equal(table.take('l', 'k', { ...limit, cost }, NOW).granted, true);
        if (kept) twin.take('l', 'k', { ...limit, cost }, NOW);
      }
      for (const [cost, kept] of costs) if (!kept) table.giveBack('l', 'k', { ...limit, cost });
      const question = { ...limit, cost: 0 };
      assert.deepEqual(table.peek('l', 'k', question, NOW), twin.peek('l', 'k', question, NOW));
      assert.equal(table.counters.granted, twin.counters.granted);
    }),
  );
});

test('to give back for a key that is not in the table changes nothing', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  table.giveBack('l', 'k', { rate: 1, periodMs: 1000, burst: 1, cost: 1 });
  assert.equal(table.occupied, 0);
});
