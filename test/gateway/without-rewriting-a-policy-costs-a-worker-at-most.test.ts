import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROKEN_FROM_THE_START, CONTAINED, ENDLESS } from '../policy/hostile-modules.ts';
import { eventually } from './fixture.ts';
import { startLoad } from './load.ts';
import {
  archiveOf,
  assertAllowed,
  assertUnavailable,
  build,
  GOOD,
  offer,
  requestOther,
  startTwo,
} from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

const CONNECTIONS = 6;

/** Never returns for the path /other/stuck. */
const STUCK = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true} if not stuck

stuck if {
	input.request.path == "/other/stuck"
	replace(input.request.path, "", "y") == "x"
}
`;

test('modules run as they came', { timeout: 180_000 }, async (t) => {
  await using upstream = await startUpstream();
  const harmless = await archiveOf(GOOD);
  await using running = await startTwo(upstream.origin, { rewrite: false, watchdog: '500ms' }, harmless);
  const revision = running.gateway.control.bundles().other?.active;

  await t.test('what can be found out before is refused or denies, and no traffic fails', async (t) => {
    const load = startLoad(running.url, { connections: CONNECTIONS });
    for (const { name, make, says } of [...BROKEN_FROM_THE_START, ENDLESS]) {
      await t.test(name, async () => {
        const { state, active, error } = await offer(running, await archiveOf(GOOD, make));
        assert.deepEqual([state, active, error?.code], ['failed', revision, 'bundle_abi']);
        assert.match(error?.message ?? '', says);
        await assertAllowed(running);
      });
    }
    for (const { name, make } of CONTAINED) {
      await t.test(name, async () => {
        assert.equal((await offer(running, await archiveOf(GOOD, make))).state, 'active');
        for (let i = 0; i < 3; i++) await assertUnavailable(running);
        assert.equal((await offer(running, harmless)).state, 'active');
        await assertAllowed(running);
      });
    }
    await load.stop();
    assert.deepEqual(load.failures, []);
    assert.deepEqual([...load.statuses.keys()], [200]);
  });

  await t.test('an evaluation without an end costs its worker and the exchanges on it', async () => {
    assert.equal((await offer(running, await archiveOf(await build(STUCK)))).state, 'active');
    const load = startLoad(running.url, { connections: CONNECTIONS });
    await eventually('traffic', () => (load.statuses.get(200) ?? 0) > 100);
    const before = running.gateway.control.status().workers.map(({ id }) => id);

    await assert.rejects(
      requestOther(running, 'stuck'),
      'the connection is cut: nobody answers in the place of the policy',
    );
    await eventually('another worker', () => {
      const { workers } = running.gateway.control.status();
      return workers.every(({ state }) => state === 'serving') && workers.some(({ id }) => !before.includes(id));
    });
    await assertAllowed(running);
    const failed = load.failures.length;
    const answered = load.statuses.get(200) ?? 0;
    await eventually('traffic', () => (load.statuses.get(200) ?? 0) > answered + 500);
    await load.stop();

    // One exchange a connection was under way. It fails where it was on that worker, and is not answered otherwise.
    assert.ok(failed <= CONNECTIONS, `${failed} failed`);
    assert.equal(load.failures.length, failed, 'none after that');
    assert.deepEqual([...load.statuses.keys()], [200]);
    assert.ok(
      load.failures.every((error) => /ECONNRESET|UND_ERR_SOCKET/.test((error as NodeJS.ErrnoException).code ?? '')),
    );
    assert.ok(!upstream.seen.includes('GET /other/stuck'));
    assert.match(running.log(), /worker \d ended: its event loop stood still/);
  });
});
