import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../src/limits/table.ts';
import { inThreads } from './threads.ts';

test('threads that bring the same new key at the same moment never get more than it has', async () => {
  const memory = LimitTable.allocate(64);
  const limit = { rate: 3, periodMs: 60_000, burst: 3, cost: 1 };
  const counts = await inThreads(2, { memory, limit, takes: 3, rounds: 20_000 });
  const [first, second] = counts as [number[], number[]];
  const sums = new Set(first.map((granted, round) => granted + second[round]!));
  assert.deepEqual([...sums], [3]);
});
