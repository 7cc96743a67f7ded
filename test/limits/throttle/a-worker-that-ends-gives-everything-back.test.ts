import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, take, verdicts } from './fixture.ts';

test('its places go to those of other workers who wait, and nobody of its own waits any more', async () => {
  using opened = open({ concurrency: 3 });
  const held = take(opened.client(1), 3);
  await verdicts(held);
  take(opened.client(1), 5);
  const others = take(opened.client(2), 4);
  opened.throttles.ended(1);
  assert.deepEqual(await verdicts(others.slice(0, 3)), ['granted', 'granted', 'granted']);
  const { waiting, running, granted } = opened.statistics();
  assert.deepEqual({ waiting, running, granted }, { waiting: 1, running: 3, granted: 6 });
});
