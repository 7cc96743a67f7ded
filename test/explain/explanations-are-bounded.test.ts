import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeArchive } from '../../src/bundle/archive.ts';
import { Explanations } from '../../src/bundle/explanations.ts';
import { BundleStore } from '../../src/bundle/store.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Toolchain } from '../../src/toolchain/toolchain.ts';
import { sourcesOf, startToolchain } from '../toolchain/fixture.ts';

const EVENT = {
  decision_id: 'd',
  timestamp: '2026-01-01T00:00:00Z',
  path: 'gateway/decision',
  bundles: { main: { revision: 'r1' } },
  input: { n: 1 },
  result: { allow: false },
};
const REGO = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": count(work) == 0}

work contains x * y if {
	some x in numbers.range(1, input.n * 1000)
	some y in numbers.range(1, 1000)
}
`;

async function explanations(
  t: { after(run: () => unknown): void },
  toolchain: () => Promise<Toolchain>,
  patience = 30_000,
) {
  const folder = await mkdtemp(join(tmpdir(), 'regate-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const store = new BundleStore(folder);
  const built = await (await startToolchain()).build(sourcesOf({ 'p.rego': REGO }), { revision: 'r1' });
  await store.persist('main', await writeArchive(built.files), { revision: 'r1', activatedAt: 0 }, 10);
  return new Explanations({ store, toolchain, patience });
}

test('no more than four at a time, and none waits for ever', async (t) => {
  const { promise: never } = Promise.withResolvers<Toolchain>();
  const some = await explanations(t, () => never, 50);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => some.of(JSON.stringify(EVENT))));
  const messages = outcomes.map((one) => {
    assert.ok(one.status === 'rejected' && one.reason instanceof GatewayError && one.reason.code === 'overloaded');
    return one.reason.message;
  });
  assert.equal(messages.filter((message) => message.includes('4 explanations are under way')).length, 1);
  assert.equal(messages.filter((message) => message.includes('within 50 ms')).length, 4);
});

test('an evaluation that takes too long is ended', async (t) => {
  const toolchain = await startToolchain();
  const some = await explanations(t, async () => toolchain);
  await assert.rejects(some.of(JSON.stringify(EVENT)), { code: 'not_explainable', message: /took longer than 2s/ });
});
