import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, take, verdicts } from './fixture.ts';

test('each key has its places and its queue', async () => {
  using opened = open({ concurrency: 1, queue: 0 });
  const client = opened.client();
  assert.deepEqual(await verdicts([...take(client, 2, 'x'), ...take(client, 2, 'y')]), [
    'granted',
    'full',
    'granted',
    'full',
  ]);
});

test('keys beyond the bound share their places, until others are not used any more', async () => {
  using opened = open({ concurrency: 1, queue: 0 }, 2);
  const client = opened.client();
  const turns = [...take(client, 1, 'x'), ...take(client, 1, 'y'), ...take(client, 1, 'z'), ...take(client, 1, 'w')];
  assert.deepEqual(await verdicts(turns), ['granted', 'granted', 'granted', 'full']);
  assert.equal(opened.statistics().crowded, 2);
  turns[0]!.end();
  for (let i = 0; i < 2; i++) opened.throttles.shrink();
  assert.deepEqual(await verdicts(take(client, 1, 'w')), ['granted']);
  assert.equal(opened.statistics().crowded, 2);
});
