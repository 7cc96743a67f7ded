import { GatewayError } from '../errors.ts';
import { DecisionCache } from './cache.ts';
import type { Evaluation } from './evaluation.ts';
import { faultOf } from './faults.ts';
import type { Instance } from './instance.ts';
import type { PreparedPolicy } from './prepared-policy.ts';
import type { Results } from './results.ts';
import { compileSerializer } from './serializer.ts';

export interface Entrypoint {
  /** As `gateway/decision`. */
  readonly name: string;
  /** Input paths that it reads; null: the whole input. */
  readonly reads: readonly (readonly string[])[] | null;
  /** Whether it may read something at, above or below this path of the input. */
  readsPath(path: readonly string[]): boolean;
  /**
   * Evaluates, or answers with a kept decision where the policy allows it. Of `input` only the members that the policy
   * reads are touched, so they may be getters.
   *
   * @throws GatewayError `policy_unavailable` (deadline, trap, memory, an input that cannot be written), `policy_fault` (the policy contradicts itself,
   * or the input is no object). The next call is answered as if this one had not been.
   */
  evaluate(input: object): Evaluation;
}

/**
 * The entrypoint of this number.
 *
 * @param now Unix milliseconds
 */
export function openEntrypoint(
  prepared: PreparedPolicy,
  number: number,
  instance: Instance,
  results: Results,
  now: () => number,
): Entrypoint {
  const name = prepared.entrypoints[number] as string;
  const reads = prepared.reads[name] ?? null;
  const serialize = compileSerializer(reads);
  const cache = prepared.deterministic ? new DecisionCache() : undefined;

  const write = (input: object): string => {
    try {
      return serialize(input);
    } catch (thrown) {
      throw faultOf(thrown);
    }
  };
  const evaluateText = (input: string): Evaluation => {
    const value = instance.evaluate(number, input, results.read);
    const { ndBuiltins } = instance;
    return ndBuiltins === undefined ? { value, input } : { value, input, ndBuiltins };
  };
  return {
    name,
    reads,
    readsPath: (path) => readsPath(reads, path),
    evaluate(input) {
      if (typeof input !== 'object' || input === null || Array.isArray(input)) {
        throw new GatewayError('policy_fault', 'The input of a policy has to be an object');
      }
      const text = write(input);
      if (cache === undefined) return evaluateText(text);
      const kept = cache.size > 0 ? cache.get(text, now()) : undefined;
      if (kept !== undefined) return kept;
      const evaluation = evaluateText(text);
      cache.offer(evaluation, now);
      return evaluation;
    },
  };
}

function readsPath(reads: Entrypoint['reads'], path: readonly string[]): boolean {
  return reads === null || reads.some((read) => path.every((name, i) => i >= read.length || read[i] === name));
}
