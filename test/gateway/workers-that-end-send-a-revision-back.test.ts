import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './fixture.ts';
import { archiveOf, assertAllowed, build, GOOD, offer, requestOther, startTwo } from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

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

test('a policy that costs workers is taken back', { timeout: 120_000 }, async () => {
  await using upstream = await startUpstream();
  await using running = await startTwo(upstream.origin, { rewrite: false, watchdog: '500ms' }, await archiveOf(GOOD));
  const status = () => running.gateway.control.bundles().other!;
  const good = status().active;
  assert.equal((await offer(running, await archiveOf(await build(STUCK)))).state, 'active');
  const ended = () => running.log().split('its event loop stood still').length - 1;
  // A connection that a worker left behind fails too, and ends none.
  await eventually('three workers have ended', async () => {
    await assert.rejects(requestOther(running, 'stuck'));
    return ended() >= 3;
  });
  await eventually('it is taken back', () => status().active === good);
  // A fourth may have ended before the look that counted three.
  assert.match(status().quarantined[0]?.reason ?? '', /^[3-9] workers ended$/);
  await eventually('all workers serve', () =>
    running.gateway.control.status().workers.every(({ state }) => state === 'serving'),
  );
  await assertAllowed(running);
});
