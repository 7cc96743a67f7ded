import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, assertNoSocketsTo, startPoisoned } from './toxic.ts';

test('connections whose end comes late: answers are there at once, and no socket stays', async () => {
  await using running = await startPoisoned({}, (_req, res) => {
    res.setHeader('connection', 'close').end('ok');
  });
  await running.proxy.poison('slow_close', { delay: 30_000 });
  for (let round = 0; round < 3; round++) {
    for (const { status, whole, ms } of await Promise.all([1, 2, 3].map(() => ask(running)))) {
      assert.deepEqual([status, whole], [200, true]);
      assert.ok(ms < 10_000, `${ms} ms`);
    }
  }
  await assertNoSocketsTo(running.proxy.port);
});
