import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, assertNoSocketsTo, assertTook, startPoisoned } from './toxic.ts';

test('latency: answers below timeouts.headers arrive, above it there is a 504 in time', async () => {
  await using running = await startPoisoned({ timeouts: { headers: '1500ms' } });
  const { proxy } = running;
  await proxy.poison('latency', { latency: 300 });
  const late = await ask(running);
  assert.equal(late.status, 200);
  assert.ok(late.ms >= 270);

  await proxy.cure();
  await proxy.poison('latency', { latency: 60_000 });
  const all = await Promise.all(Array.from({ length: 10 }, () => ask(running)));
  for (const asked of all) {
    assert.deepEqual([asked.status, asked.problem], [504, 'upstream_timeout']);
    assertTook(asked, 1500);
  }
  await assertNoSocketsTo(proxy.port);

  await proxy.cure();
  assert.equal((await ask(running)).status, 200);
});
