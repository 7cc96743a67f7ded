import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { CONTAINED } from '../policy/hostile-modules.ts';
import { eventually, type Running } from './fixture.ts';
import { archiveOf, assertAllowed, build, GOOD, offer, requestOther, startTwo } from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

const status = ({ gateway }: Running) => gateway.control.bundles().other as BundleStatus;

/** Asks until the guard has sent the bundle `other` back; gives its status. */
function untilTakenBack(running: Running, path: string): Promise<BundleStatus> {
  const { activations } = status(running);
  return eventually('it is taken back', async () => {
    await requestOther(running, path)
      .then((answer) => answer.body?.cancel())
      .catch(() => undefined);
    // What is bad is put away before the way back begins, so the state may still be that of the bad one.
    const now = status(running);
    return now.quarantined.length > 0 && now.activations > activations && now.state === 'active' && now;
  });
}

/** Denies what it is not asked to suffer from. */
const SUFFERING = (body: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true} if ${body}
`;

const POLICIES: Readonly<Record<string, string>> = {
  'a loop': SUFFERING(`{
	some x in numbers.range(1, 3000)
	some y in numbers.range(1, 3000)
	x * y == 8999999
}`),
  'memory without measure': SUFFERING(
    'count({concat("", [format_int(x, 10), input.request.id]) | some x in numbers.range(1, 10000000)}) == 1',
  ),
  'no decision': SUFFERING('input.request.path == "/elsewhere"'),
  'no valid decision': 'package gateway\n\n# METADATA\n# entrypoint: true\ndecision := {"allow": true, "alow": 1}\n',
};

suite('a revision that does harm is taken back', () => {
  for (const [name, rego] of Object.entries(POLICIES)) {
    test(name, async () => {
      await using upstream = await startUpstream();
      await using running = await startTwo(upstream.origin, {}, await archiveOf(GOOD));
      const good = status(running).active;
      const bad = await offer(running, await archiveOf(await build(rego)));
      assert.equal(bad.state, 'active');

      const { active, previous, quarantined } = await untilTakenBack(running, 'x');
      assert.deepEqual([active, previous], [good, bad.active]);
      assert.equal(quarantined[0]?.revision, bad.active);
      assert.match(quarantined[0]?.reason ?? '', /^\d+ evaluations ended in a fault$/);
      assert.match(running.log(), /does harm: \d+ evaluations ended in a fault; what answered before it, revision/);
      await assertAllowed(running);
    });
  }

  for (const { name, make } of CONTAINED) {
    test(`a module: ${name}`, async () => {
      await using upstream = await startUpstream();
      await using running = await startTwo(upstream.origin, {}, await archiveOf(GOOD));
      const good = status(running).active;
      assert.equal((await offer(running, await archiveOf(GOOD, make))).state, 'active');
      assert.equal((await untilTakenBack(running, 'x')).active, good);
      await assertAllowed(running);
    });
  }
});
