import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { GatewayError } from '../../src/errors.ts';
import { compileSerializer } from '../../src/policy/serializer.ts';
import { randomFrom } from '../../src/replay/random.ts';
import type { InputPaths } from '../../src/toolchain/wire.ts';
import { sourcesOf, startToolchain } from './fixture.ts';
import { randomInput, randomPolicy } from './random-policy.ts';

const POLICIES = Number(process.env.RANDOM_POLICIES ?? 60);
const FIRST_SEED = Number(process.env.RANDOM_SEED ?? 1);
const INPUTS = 40;

const toolchain = await startToolchain();

test('random policies decide alike on the whole input and on what they read', async () => {
  let compiled = 0;
  let cut = 0;
  const answers: number[] = [];
  for (let seed = FIRST_SEED; compiled < POLICIES; seed++) {
    const random = randomFrom(seed);
    const rego = randomPolicy(random);
    const built = await toolchain.build(sourcesOf({ 'p.rego': rego }), { entrypoints: ['p/main'] }).catch((error) => {
      assert.ok(error instanceof GatewayError && error.code === 'policy_invalid', String(error));
      return undefined;
    });
    if (!built) continue;
    compiled++;
    const reads = built.reads['p/main'] as InputPaths;
    if (reads === null) continue;
    cut++;
    const cutToReads = compileSerializer(reads);
    const policy = await loadPolicy(built.wasm.buffer as ArrayBuffer);
    const answer = (input: unknown) => {
      try {
        return sorted(policy.evaluate(input));
      } catch (error) {
        // A fault of the policy: a conflict. The instance is of no use afterwards, but a few are survived.
        return String(error).replace(/.*?: /, '');
      }
    };
    const seen = new Set<string>();
    for (let i = 0; i < INPUTS; i++) {
      const input = randomInput(random);
      const whole = answer(input);
      seen.add(JSON.stringify(whole));
      assert.deepEqual(
        answer(JSON.parse(cutToReads(input))),
        whole,
        `seed ${seed}, reads ${JSON.stringify(reads)}, input ${JSON.stringify(input)}\n${rego}`,
      );
    }
    answers.push(seen.size);
  }
  // Only policies that read a part of the input, and decide now so, now so, prove anything.
  assert.ok(cut > POLICIES / 2, `only ${cut} of ${compiled} policies read less than the whole input`);
  const varied = answers.filter((count) => count > 2).length;
  assert.ok(varied > cut / 2, `only ${varied} of ${cut} policies gave more than two answers`);
});

/** Sets come in the order of their hashes. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
