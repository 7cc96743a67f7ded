import '../toolchain/briefly.ts';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Toolchain } from '../../src/toolchain/toolchain.ts';
import { fuzz } from './fuzz.ts';
import { KEPT } from './seeds.ts';

// `node scripts/fuzz.ts` goes on where this ends, and prints what it finds in full.
const toolchain = await Toolchain.start();
after(() => toolchain.close());

const SOME = Array.from({ length: 10 }, (_, seed) => seed);

test('seeds that show a difference where a mend is missing, and some others', async () => {
  let evaluations = 0;
  for (const seed of new Set([...KEPT, ...SOME])) {
    const trial = await fuzz(toolchain, seed, ['OPA']);
    assert.deepEqual(trial.found?.difference, undefined, `node scripts/fuzz.ts --seed ${seed} --count 1`);
    evaluations += trial.evaluations;
  }
  assert.ok(evaluations > 60 * (KEPT.length + SOME.length), `only ${evaluations} evaluations`);
});
