import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, start } from './fixture.ts';
import { startHolding } from './holding-upstream.ts';
import { startLoad } from './load.ts';

test('two workers together never send more than the throttle allows, also when its numbers change', async () => {
  await using upstream = await startHolding(2);
  const upstreams = (concurrency: number) => ({
    main: { endpoints: [upstream.origin], throttle: { concurrency, queue: 100, wait: '10s' } },
  });
  await using running = await start({ endpoints: [], config: { upstreams: upstreams(5) } });
  const load = startLoad(running.url, { connections: 32 });
  await eventually('requests', () => (load.statuses.get(200) ?? 0) > 500);
  assert.equal(upstream.most(), 5);

  for (const concurrency of [2, 9]) {
    const before = running.gateway.control.config().digest;
    await running.configure({ upstreams: upstreams(concurrency) });
    await eventually('the new numbers', () => running.gateway.control.config().digest !== before);
    await eventually('that many', () => upstream.held === concurrency);
    upstream.most();
    const answered = load.statuses.get(200)!;
    await eventually('requests', () => load.statuses.get(200)! > answered + 500);
    assert.equal(upstream.most(), concurrency);
  }
  await load.stop();
  assert.deepEqual(load.failures, []);
  assert.deepEqual([...load.statuses.keys()], [200]);
  const events = await running.events(1500);
  assert.equal(new Set(events.map(({ labels }) => labels.worker)).size, 2);
  assert.ok(events.some(({ metrics }) => Number(metrics?.timer_regate_throttle_ns) > 0));
});
