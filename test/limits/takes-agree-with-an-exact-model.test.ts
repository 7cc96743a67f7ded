import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LimitTable } from '../../src/limits/table.ts';
import { ExactModel } from './model.ts';

const rates = fc.oneof(
  fc.integer({ min: 1, max: 2048 }),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 8 })).map(([digit, zeros]) => digit * 10 ** zeros),
  fc.constant(1_000_000_000),
);
const limits = fc.record({
  rate: rates,
  periodMs: fc.constantFrom(1000, 60_000, 3_600_000, 86_400_000),
  burst: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10_000 })),
});
/** Pause in intervals of the limit, and cost. */
const steps = fc.array(fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.integer({ min: 0, max: 5 })), {
  minLength: 1,
  maxLength: 200,
  size: 'max',
});

test('every verdict is that of exact arithmetic, from a billion a second to one a day', () => {
  fc.assert(
    fc.property(limits, steps, (limit, steps) => {
      const table = new LimitTable(LimitTable.allocate(1));
      const model = new ExactModel(limit);
      let nowUs = 1_800_000_000_000_000;
      for (const [pause, cost] of steps) {
        nowUs += Math.round((pause * limit.periodMs * 1000) / limit.rate);
        const grant = table.take('a', 'b', { ...limit, cost }, nowUs / 1000);
        const expected = model.take(cost, nowUs);
        assert.equal(grant.granted, expected.granted);
        assert.equal(grant.remaining, expected.remaining);
        if (cost > limit.burst) assert.equal(grant.retryAfterMs, Number.POSITIVE_INFINITY);
        else assert.ok(Math.abs(grant.retryAfterMs * 1000 - expected.wait) <= expected.wait * 1e-12);
      }
    }),
    { numRuns: 300 },
  );
});
