import { type Built, NO_PROBES, requirePassed, type Sources, type Toolchain } from '../toolchain/toolchain.ts';
import { agree } from './admission/agree.ts';
import { load } from './admission/load.ts';
import { proofOf, withProof } from './proof.ts';

/** Inputs that are generated for both engines. No time limit: equal sources have to give equal bytes. */
const GENERATED = 1000;

/** Bytes of the instance's memory: nobody else needs it. */
const MEMORY = 1 << 30;

export interface ProveOptions {
  readonly toolchain: Toolchain;
  /** Time of all evaluations, Unix milliseconds. */
  readonly now: number;
}

/**
 * Tests a policy, builds it, makes sure that both engines agree, and writes the proof into the bundle. Throws GatewayError
 * policy_tests_failed, policy_invalid, bundle_disagreement, and what `load` throws.
 *
 * @param build what builds it, once the tests have passed
 */
export async function prove(
  sources: Sources,
  build: () => Promise<Built>,
  { toolchain, now }: ProveOptions,
): Promise<Built> {
  const report = await toolchain.test(sources, { coverage: true, probes: true });
  requirePassed(report);
  const built = await build();
  const bundle = { name: 'built' };
  const policy = await load(built.files, { bundle, evaluation: { rewrite: true, memory: MEMORY }, entrypoints: [] });
  const { probes = NO_PROBES } = report;
  const ticks = () => performance.now();
  const agreement = await agree({ policy, sources, probes, toolchain, generated: { count: GENERATED }, now, ticks });
  return { ...built, files: withProof(built.files, proofOf(report, agreement, built.opa)) };
}
