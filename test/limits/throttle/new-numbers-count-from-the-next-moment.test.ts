import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, take, verdicts } from './fixture.ts';

test('more places let in who waits', async () => {
  using opened = open({ concurrency: 1 });
  const turns = take(opened.client(), 4);
  await turns[0]!.verdict;
  opened.configure({ concurrency: 3 });
  assert.deepEqual(await verdicts(turns.slice(0, 3)), ['granted', 'granted', 'granted']);
  assert.equal(opened.statistics().waiting, 1);
});

test('fewer places let nobody in until so many have left', async () => {
  using opened = open({ concurrency: 3 });
  const turns = take(opened.client(), 5);
  await verdicts(turns.slice(0, 3));
  opened.configure({ concurrency: 1 });
  turns[0]!.end();
  turns[1]!.end();
  assert.equal(opened.statistics().running, 1);
  assert.equal(opened.statistics().waiting, 2);
  turns[2]!.end();
  assert.equal(await turns[3]!.verdict, 'granted');
  assert.equal(opened.statistics().running, 1);
});

test('idle places above a smaller number are gone at once', async () => {
  using opened = open({ concurrency: 3, queue: 0 });
  const turns = take(opened.client(), 3);
  await verdicts(turns);
  for (const turn of turns) turn.end();
  opened.configure({ concurrency: 1, queue: 0 });
  const again = take(opened.client(2), 2);
  assert.deepEqual(await verdicts(again), ['granted', 'full']);
});

test('a slow worker that still serves what came before changes nothing', async () => {
  using opened = open({ concurrency: 1 });
  opened.configure({ concurrency: 2 });
  opened.client(2).configure(1, { a: { concurrency: 1, queue: 100, wait: 1 } });
  assert.deepEqual(await verdicts(take(opened.client(), 2)), ['granted', 'granted']);
});

test('without a throttle all who wait get in, and it is forgotten when they have left', async () => {
  using opened = open({ concurrency: 1 });
  const turns = take(opened.client(), 4);
  await turns[0]!.verdict;
  opened.configure();
  assert.deepEqual(await verdicts(turns), ['granted', 'granted', 'granted', 'granted']);
  for (const turn of turns) turn.end();
  for (let i = 0; i < 2; i++) opened.throttles.shrink();
  assert.deepEqual(opened.throttles.statistics(), []);
  assert.deepEqual(await verdicts(take(opened.client(), 2)), ['granted', 'granted']);
});
