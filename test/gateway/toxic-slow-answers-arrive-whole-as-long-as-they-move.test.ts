import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, assertNoSocketsTo, SLACK_MS, startPoisoned } from './toxic.ts';

const SIZE = 200_000;

test('slow answers: whole beyond every limit on silence, broken off where the silence is too long', async () => {
  const members = { timeouts: { headers: '1s', idle: '1s' } };
  await using running = await startPoisoned(members, (_req, res) => {
    res.setHeader('content-length', SIZE).end(Buffer.alloc(SIZE, 'x'));
  });
  const { proxy } = running;
  await proxy.poison('bandwidth', { rate: 60 });
  const slow = await ask(running);
  assert.deepEqual([slow.status, slow.size, slow.whole], [200, SIZE, true]);
  assert.ok(slow.ms > 2000, `${slow.ms} ms: longer than both limits`);

  await proxy.cure();
  await proxy.poison('slicer', { average_size: 1000, size_variation: 100, delay: 2000 });
  const sliced = await ask(running);
  assert.deepEqual([sliced.status, sliced.size, sliced.whole], [200, SIZE, true]);

  await proxy.cure();
  // A piece every ten seconds, the head with the first.
  await proxy.poison('slicer', { average_size: 1000, size_variation: 0, delay: 10_000_000 });
  const stalled = await ask(running);
  assert.deepEqual([stalled.status, stalled.whole], [200, false]);
  assert.ok(stalled.size < SIZE);
  assert.ok(stalled.ms < 1000 + SLACK_MS, `${stalled.ms} ms`);
  await assertNoSocketsTo(proxy.port);
});
