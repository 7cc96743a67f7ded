import type { GatewayError } from '../../src/errors.ts';
import { literalOf } from '../../src/policy/literal.ts';
import { regoValueOf, throughJson } from '../../src/policy/plain.ts';
import { compareValues, RegoObject, RegoSet } from '../../src/policy/value.ts';
import type { Case } from './case.ts';

/** What an evaluation gave: its set of results, or what it threw. */
export type Outcome = { readonly results: RegoSet } | { readonly error: GatewayError };

/** OPA's messages for an `eval_conflict_error`: WASM has no codes. */
const CONFLICT = /var assignment conflict|object insert conflict/;

/**
 * What is wrong with an outcome, as texts; undefined where it is what the case wants. The rules are those of OPA's own
 * test of its WASM evaluator: sets count as sorted arrays, keys that are no strings as their JSON text, and an error
 * that only OPA's strict mode reports is an undefined query.
 */
export function differenceOf(wanted: Case, outcome: Outcome): { want: string; got: string } | undefined {
  const got = 'error' in outcome ? `error: ${outcome.error.message}` : literalOf(jsonOf(outcome.results, wanted));
  if (wanted.want_defined !== undefined) {
    const defined = 'results' in outcome && outcome.results.size > 0;
    if ('results' in outcome && defined === wanted.want_defined) return undefined;
    return { want: wanted.want_defined ? 'defined' : 'undefined', got };
  }
  if (wanted.want_result !== undefined) return results(wanted, wanted.want_result, outcome, got);
  if (wanted.strict_error === true) return results(wanted, [], outcome, got);
  if ('error' in outcome && wanted.want_error_code === 'eval_conflict_error' && CONFLICT.test(outcome.error.message)) {
    return undefined;
  }
  return { want: `error: ${wanted.want_error_code}: ${wanted.want_error ?? ''}`, got };
}

function results(wanted: Case, expected: NonNullable<Case['want_result']>, outcome: Outcome, got: string) {
  const want = RegoSet.from(expected.map((bindings) => regoValueOf(bindings)));
  if ('results' in outcome && compareValues(want, jsonOf(outcome.results, wanted)) === 0) return undefined;
  return { want: literalOf(want), got };
}

/** The set of results with its bindings as OPA's JSON has them. */
function jsonOf(found: RegoSet, { sort_bindings = false }: Case): RegoSet {
  return RegoSet.from(
    [...found].map((bindings) =>
      RegoObject.from(
        [...(bindings as RegoObject)].map(([name, value]) => {
          const json = throughJson(value);
          return [name, sort_bindings && Array.isArray(json) ? json.toSorted(compareValues) : json] as const;
        }),
      ),
    ),
  );
}
