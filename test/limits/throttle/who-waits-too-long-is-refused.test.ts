import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { open, take, verdicts } from './fixture.ts';

test('who waits for longer than the throttle says is refused, those behind it go on', async () => {
  using opened = open({ concurrency: 1, wait: 60 });
  const client = opened.client();
  const [first, second] = take(client, 2);
  await first!.verdict;
  await pause(30);
  const [third] = take(client, 1);
  const since = performance.now();
  assert.equal(await second!.verdict, 'waited');
  assert.ok(performance.now() - since < 55, 'its time began when it came');
  assert.equal(opened.statistics().waiting, 1);
  first!.end();
  assert.equal(await third!.verdict, 'granted');
  assert.deepEqual(opened.statistics().refused, { full: 0, waited: 1 });
});

test('new numbers count for those who wait', async () => {
  using opened = open({ concurrency: 1, wait: 10_000 });
  const [first, ...others] = take(opened.client(), 3);
  await first!.verdict;
  opened.configure({ concurrency: 1, wait: 5 });
  assert.deepEqual(await verdicts(others), ['waited', 'waited']);
});

test('a place that is on its way is worth waiting for', async () => {
  using opened = open({ concurrency: 2, wait: 1 });
  const turns = take(opened.client(), 4);
  assert.deepEqual(await verdicts(turns), ['granted', 'granted', 'waited', 'waited']);
});
