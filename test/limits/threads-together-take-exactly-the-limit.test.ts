import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../src/limits/table.ts';
import { inThreads } from './threads.ts';

for (const threads of [2, 4]) {
  test(`${threads} threads with 10,000 takes of one key get exactly the 1,000 that it has`, async () => {
    const memory = LimitTable.allocate(64);
    const limit = { rate: 1000, periodMs: 60_000, burst: 1000, cost: 1 };
    const counts = await inThreads(threads, { memory, limit, takes: 10_000 / threads, rounds: 1 });
    const granted = counts.flat().reduce((sum, count) => sum + count, 0);
    assert.equal(granted, 1000);
  });
}
