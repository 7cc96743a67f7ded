import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gcra } from '../../src/limits/gcra.ts';

const periods = fc.constantFrom(1000, 60_000, 3_600_000, 86_400_000);
const amounts = fc.integer({ min: 1, max: 1_000_000_000 });

/** Relative error of the rate that the arithmetic really keeps. */
function error(rate: number, periodMs: number, burst: number): number {
  const { unitsPerUs, interval } = gcra({ rate, periodMs, burst });
  return Math.abs((unitsPerUs / interval) * ((periodMs * 1000) / rate) - 1);
}

test('any rate is kept to one part in 2,000, and up to 10,000 a second to one in 400,000', () => {
  fc.assert(
    fc.property(amounts, periods, amounts, (rate, periodMs, burst) => {
      const perSecond = (rate * 1000) / periodMs;
      assert.ok(error(rate, periodMs, burst) <= (perSecond <= 10_000 ? 1 / 400_000 : 1 / 2000));
    }),
    { numRuns: 5000 },
  );
});

test('the whole burst is granted at once, however odd the rate, and not one more', () => {
  fc.assert(
    fc.property(amounts, periods, fc.integer({ min: 1, max: 10_000_000 }), (rate, periodMs, burst) => {
      const { unitsPerUs, interval, capacity } = gcra({ rate, periodMs, burst });
      const years = (burst * periodMs) / rate / 31_557_600_000;
      if (years < 35) assert.equal(capacity, burst * interval);
      assert.ok(Number.isSafeInteger(capacity * 2) && unitsPerUs <= 2048);
    }),
    { numRuns: 5000 },
  );
});
