import type { BundleConfig, EvaluationConfig } from '../../config/types.ts';
import type { PreparedPolicy } from '../../policy/prepared.ts';
import type { Toolchain } from '../../toolchain/toolchain.ts';
import type { Standing } from '../order.ts';
import type { Steps } from '../status.ts';

/** A candidate that passed every check that needs no worker. */
export interface Admitted {
  readonly policy: PreparedPolicy;
  /** The bundle in OPA's format, as it is kept on disk. */
  readonly archive: Uint8Array;
  /** Its number in the order of releases, where it bears one. */
  readonly serial?: number | undefined;
}

export interface AdmissionOptions {
  readonly bundle: BundleConfig;
  /** Entrypoints that the bundle must have: its own, and those that routes name. */
  readonly entrypoints: readonly string[];
  readonly evaluation: EvaluationConfig;
  /** What the candidate has to come after. */
  readonly after?: Standing | undefined;
  readonly toolchain: () => Promise<Toolchain>;
  /** Whether it answered before and comes from our own disk: then it has shown what it had to. */
  readonly kept: boolean;
  /**
   * Holds what the candidate would decide against what is decided now. Left out where an operator decides. Throws
   * GatewayError bundle_flips.
   */
  readonly compare?: ((candidate: PreparedPolicy) => Promise<void>) | undefined;
  /** So many of the newest lines of the decision log, batch by batch, the newest batch first. */
  readonly recent?: ((count: number) => readonly string[]) | undefined;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The steps are reported to it as they go. */
  readonly steps: Steps;
}
