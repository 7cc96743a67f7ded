import '../toolchain/briefly.ts';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Toolchain } from '../../src/toolchain/toolchain.ts';
import { fuzz } from './fuzz.ts';

const toolchain = await Toolchain.start();
after(() => toolchain.close());

/** Of 20 programs one in five has nothing that the rewriting mends, and is evaluated without it too. */
const SEEDS = Array.from({ length: 20 }, (_, seed) => 1000 + seed);

test('the whole input and what the policy reads of it, the rewritten module and the one as it was compiled', async () => {
  for (const seed of SEEDS) {
    const { found } = await fuzz(toolchain, seed, ['whole input', 'module as it is']);
    assert.deepEqual(found?.difference, undefined, `node scripts/fuzz.ts --seed ${seed} --count 1`);
  }
});
