import { REFUSED_BUILTINS } from '../../src/policy/builtins/refused.ts';
import type { Judged } from './run.ts';

/** Cases that do not pass, and why. */
export interface Exception {
  /** What a person has to know. */
  readonly reason: string;
  /** Notes of cases that give another answer than OPA's evaluator; in both versions of Rego. */
  readonly notes?: readonly string[];
  /** Built-ins that Regate refuses: it loads no policy that calls one of them. */
  readonly builtins?: readonly string[];
}

const REFUSALS: readonly Exception[] = [...Map.groupBy(REFUSED_BUILTINS, ([, reason]) => reason)].map(
  ([reason, refused]) => ({ reason: `Refused: ${reason}`, builtins: refused.map(([name]) => name) }),
);

export const EXCEPTIONS: readonly Exception[] = [
  {
    reason: 'OPA excepts it: WASM takes a number for the key of an object in data for what it is, no text',
    notes: ['data/toplevel integer', 'data/nested integer'],
  },
  {
    reason: 'OPA excepts it: WASM reads a number with any exponent',
    notes: [
      'jsonbuiltins/unmarshal number beyond the supported exponent is undefined',
      'jsonbuiltins/unmarshal number with too big an exponent is undefined',
    ],
  },
  ...REFUSALS,
  {
    reason: 'No built-in of OPA: its suite brings it along to test cancellation',
    builtins: ['test.sleep'],
  },
];

/** The exception for a case that does not pass. */
export function exceptionFor({ case: { note }, status, reason = '' }: Judged): Exception | undefined {
  return EXCEPTIONS.find(({ notes = [], builtins = [] }) =>
    status === 'refused' ? builtins.some((name) => reason.includes(` ${name} (`)) : notes.includes(note),
  );
}
