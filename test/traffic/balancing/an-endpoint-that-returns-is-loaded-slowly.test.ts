import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startingShare } from '../../../src/traffic/balancing/slow-start.ts';

test('the share grows evenly from a tenth to all', () => {
  const shares = [0, 1000, 3000, 15_000, 29_999, 30_000, 1e9].map((elapsed) => startingShare(elapsed, 30_000));
  assert.deepEqual(
    shares.map((share) => Math.round(share * 1000) / 1000),
    [0.1, 0.1, 0.1, 0.5, 1, 1, 1],
  );
});

test('without a window it has all at once', () => {
  assert.equal(startingShare(0, 0), 1);
});

test('a clock that another thread read a moment later takes nothing away', () => {
  assert.equal(startingShare(-5, 30_000), 0.1);
});
