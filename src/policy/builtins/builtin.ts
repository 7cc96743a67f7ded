import type { Value } from '../value.ts';

/**
 * A built-in function of Rego that the module asks the host for. It gets its arguments in OPA's order and returns its
 * value, or undefined where OPA's would be undefined. What it throws is undefined too, as in OPA outside of strict
 * mode; only `context.checkDeadline` ends the evaluation.
 *
 * It must be synchronous, must not change its arguments, and must be linear (or call `checkDeadline` in its loops):
 * its arguments may come from a client.
 */
export type Builtin = (args: readonly Value[], context: BuiltinContext) => Value | undefined;

/** What a built-in may know beside its arguments. Constant within one evaluation. */
export interface BuiltinContext {
  /** Nanoseconds since 1970 UTC; the same for all calls of one evaluation. */
  readonly now: bigint;
  /**
   * The value of `compute`, computed once per evaluation, name and key, and recorded for the decision log under
   * `nd_builtin_cache`. For built-ins whose value does not follow from their arguments (`rand.intn`, `uuid.rfc4122`).
   */
  once(name: string, args: readonly Value[], compute: () => Value | undefined): Value | undefined;
  /** Ends the evaluation (by a throw that passes through the module) once its time is over. */
  checkDeadline(): void;
  /** A line of `print` or `trace` for the author of the policy. */
  print(line: string): void;
}
