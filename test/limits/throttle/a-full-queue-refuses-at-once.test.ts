import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, take, verdicts } from './fixture.ts';

test('who comes when the queue is full is refused before anything else happens', async () => {
  using opened = open({ concurrency: 2, queue: 3 });
  const client = opened.client();
  const turns = take(client, 5);
  assert.equal(await client.take('a', '').verdict, 'full');
  assert.deepEqual(await verdicts(turns.slice(0, 2)), ['granted', 'granted']);
  assert.equal(await client.take('a', '').verdict, 'full');
  const { waiting, running, refused } = opened.statistics();
  assert.deepEqual({ waiting, running, refused }, { waiting: 3, running: 2, refused: { full: 2, waited: 0 } });
  turns[0]!.end();
  assert.equal(await turns[2]!.verdict, 'granted');
  take(client, 1);
  assert.equal(opened.statistics().waiting, 3);
});

test('without a queue as many get in as there are places, also all at once', async () => {
  using opened = open({ concurrency: 4, queue: 0, wait: 1 });
  const turns = take(opened.client(), 6);
  assert.deepEqual(await verdicts(turns), ['granted', 'granted', 'granted', 'granted', 'full', 'full']);
});
