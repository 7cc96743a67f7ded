import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROKEN_FROM_THE_START, CONTAINED, ENDLESS, ENDLESS_START, NO_POLICIES } from '../policy/hostile-modules.ts';
import { eventually } from './fixture.ts';
import { startLoad } from './load.ts';
import { archiveOf, assertAllowed, assertUnavailable, GOOD, offer, startTwo } from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

test('what passes for no bundle is refused, what misbehaves denies; traffic of the other bundle never fails', {
  timeout: 120_000,
}, async (t) => {
  await using upstream = await startUpstream();
  const harmless = await archiveOf(GOOD);
  await using running = await startTwo(upstream.origin, {}, harmless);
  const load = startLoad(running.url, { connections: 4 });
  const revision = running.gateway.control.bundles().other?.active;
  await assertAllowed(running);

  for (const { name, make, says } of [...NO_POLICIES, ...BROKEN_FROM_THE_START, ENDLESS_START]) {
    await t.test(name, async () => {
      const { state, active, error } = await offer(running, await archiveOf(GOOD, make));
      assert.deepEqual([state, active, error?.code], ['failed', revision, 'bundle_abi']);
      assert.match(error?.message ?? '', says);
      await assertAllowed(running);
    });
  }

  for (const { name, make, says } of [...CONTAINED, ENDLESS]) {
    await t.test(name, async () => {
      assert.equal((await offer(running, await archiveOf(GOOD, make))).state, 'active');
      const seen = upstream.seen.filter((line) => line.includes('/other/')).length;
      for (let i = 0; i < 3; i++) await assertUnavailable(running);
      const decision = await assertUnavailable(running);
      assert.equal(upstream.seen.filter((line) => line.includes('/other/')).length, seen);
      const recorded = await eventually('its record', async () => {
        const response = await running.admin(`/v1/decisions/${decision}`);
        return response.ok && ((await response.json()) as { error: { message: string } });
      });
      assert.match(recorded.error.message, says);
      assert.equal((await offer(running, harmless)).state, 'active');
      await assertAllowed(running);
    });
  }

  await load.stop();
  assert.deepEqual(load.failures, []);
  assert.deepEqual([...load.statuses.keys()], [200]);
  const workers = running.gateway.control.status().workers.map(({ id }) => id);
  assert.deepEqual(workers, [1, 2], 'no worker had to be ended');
});
