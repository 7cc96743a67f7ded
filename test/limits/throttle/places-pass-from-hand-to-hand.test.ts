import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, take } from './fixture.ts';

test('30,000 requests through 2 places take seconds, not the minute that jobs would take', {
  timeout: 20_000,
}, async () => {
  using opened = open({ concurrency: 2 });
  const client = opened.client();
  const lane = async () => {
    for (let i = 0; i < 1000; i++) {
      const [turn] = take(client, 1);
      assert.equal(await turn!.verdict, 'granted');
      turn!.end();
    }
  };
  await Promise.all(Array.from({ length: 30 }, lane));
  assert.equal(opened.statistics().granted, 30_000);
});

test('those who wait are served in the order in which they came', async () => {
  using opened = open({ concurrency: 2 });
  const order: number[] = [];
  const turns = take(opened.client(), 20);
  await Promise.all(
    turns.map(async (turn, at) => {
      await turn.verdict;
      order.push(at);
      turn.end();
    }),
  );
  assert.deepEqual(
    order,
    turns.map((_, at) => at),
  );
});
