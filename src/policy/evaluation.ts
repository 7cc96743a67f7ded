import type { NdBuiltins } from './evaluation-context.ts';

/** One evaluation's outcome. */
export interface Evaluation {
  /** Deep-frozen value of the entrypoint; undefined where the policy leaves it undefined. */
  readonly value: unknown;
  /** JSON text of the input that was evaluated: what the policy reads, and nothing else. */
  readonly input: string;
  /** What non-deterministic built-ins returned, by name and arguments, in the shape of OPA's decision log. */
  readonly ndBuiltins?: NdBuiltins;
}
