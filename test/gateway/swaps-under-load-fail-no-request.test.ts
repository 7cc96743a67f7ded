import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DecisionEvent } from '../../src/contracts/event.ts';
import { eventually, type Running, start } from './fixture.ts';
import { startLoad } from './load.ts';
import { startUpstream } from './upstream.ts';

const SWAPS = 50;

/** One file for all events, however long the swaps take. */
const LOG = { path: './decisions.jsonl', max_size: '8GiB' };

/** A policy whose rule and whose data both name their edition. */
function edition(number: number): Record<string, string> {
  const rule = `package gateway

# METADATA
# entrypoint: true
decision := {
	"allow": true,
	"reasons": [{"code": "rule-${number}"}, {"code": data.edition}],
}
`;
  return { 'gateway.rego': rule, 'data.json': JSON.stringify({ edition: `data-${number}` }) };
}

async function replacePolicy(running: Running, number: number): Promise<void> {
  const before = running.gateway.control.bundles().main?.active;
  // Both files, one after the other, as an editor or a checkout writes them; what is half new may become active too.
  for (const [path, text] of Object.entries(edition(number))) await running.write(`policies/${path}`, text);
  await eventually(`edition ${number}`, () => {
    const { active, state } = running.gateway.control.bundles().main!;
    return state === 'active' && active !== before;
  });
}

test(`${SWAPS} swaps of the policy and ${SWAPS} of the configuration fail no request and mix nothing`, {
  timeout: 300_000,
}, async () => {
  await using upstream = await startUpstream();
  await using running = await start({
    policies: edition(0),
    endpoints: [upstream.origin],
    config: { audit: { file: LOG } },
  });
  // Hundreds of requests meet each swap; more of them only take the processors from the swaps.
  const load = startLoad(running.url, { connections: 4, pause: 2 });
  const control = running.gateway.control;

  for (let swap = 1; swap <= SWAPS; swap++) {
    await replacePolicy(running, swap);
    const before = control.config().digest;
    await running.configure({ audit: { file: LOG, recent: 1000 + swap } });
    await eventually(`configuration ${swap}`, () => control.config().digest !== before);
    if (swap % 10 === 5) await breakPolicy(running);
  }
  await load.stop();

  assert.deepEqual(load.failures, []);
  assert.deepEqual([...load.statuses.keys()], [200]);
  const count = load.statuses.get(200)!;
  const events = await running.events(count);
  assert.equal(events.length, count);
  assertUnmixed(events);
});

/** A syntax error must change nothing, and say where it is. */
async function breakPolicy(running: Running): Promise<void> {
  const { active, failures } = running.gateway.control.bundles().main!;
  const good = await readFile(join(running.folder, 'policies/gateway.rego'), 'utf8');
  await running.write('policies/gateway.rego', `${good}\nbroken := {`);
  const status = await eventually('the failure is seen', () => {
    const now = running.gateway.control.bundles().main!;
    return now.failures > failures && now;
  });
  assert.equal(status.active, active);
  assert.equal(status.error?.code, 'policy_invalid');
  assert.match(JSON.stringify(status.error?.findings), /gateway\.rego.*"row":10/);
  await running.write('policies/gateway.rego', good);
}

/** What one revision answered is always the same: no rule ever saw the data of another revision. */
function assertUnmixed(events: readonly DecisionEvent[]): void {
  const answers = new Map<string, string>();
  for (const { bundles, result } of events) {
    const revision = bundles.main!.revision;
    const answer = JSON.stringify(result);
    assert.equal(answers.get(revision) ?? answer, answer, `revision ${revision} gave two answers`);
    answers.set(revision, answer);
  }
  assert.ok(answers.size > SWAPS / 2, `only ${answers.size} revisions answered`);
}
