import type { Value } from '../../value.ts';
import type { BuiltinContext } from '../builtin.ts';
import type { Outcome } from './outcome.ts';
import type { SubSchema } from './sub-schema.ts';

/** Where a value is that is held against a schema. */
export interface Place {
  /** As `(Root).items.0`. */
  readonly path: string;
  /** What is wrong with the value goes here. */
  readonly outcome: Outcome;
  readonly context: BuiltinContext;
  /** Holds a value against a further schema; the outcome is one of its own if none is given. */
  readonly validate: (schema: SubSchema, value: Value, path: string, outcome?: Outcome) => Outcome;
}

/** Says that the value here is wrong. */
export function fail({ outcome, path }: Place, type: string, description: string): void {
  outcome.failures.push({ type, path, description });
  outcome.score -= 2;
}
