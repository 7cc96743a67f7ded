import { LimitExceeded } from '../../faults.ts';
import { RegoObject, type Value } from '../../value.ts';

/** What a value lacks. */
export interface Failure {
  readonly type: string;
  /** Where the value is in the document. */
  readonly path: string;
  readonly description: string;
}

/**
 * What came out of holding a value against a schema. The score says how much of it was right: of alternatives that all
 * fail, the failures of the best one are told.
 */
export interface Outcome {
  readonly failures: Failure[];
  score: number;
}

export const ROOT = '(Root)';

export function emptyOutcome(): Outcome {
  return { failures: [], score: 0 };
}

export function isValid({ failures }: Outcome): boolean {
  return failures.length === 0;
}

export function merge(outcome: Outcome, part: Outcome): void {
  for (const failure of part.failures) outcome.failures.push(failure);
  outcome.score += part.score;
}

/** Characters of all failures together: their number may come from a client, and so may their texts. */
const MAX_CHARACTERS = 1 << 20;

/**
 * The failures as a policy sees them.
 *
 * @throws LimitExceeded where they are too long
 */
export function failureValues({ failures }: Outcome): readonly Value[] {
  let characters = 0;
  for (const { path, description } of failures) characters += 2 * (path.length + description.length);
  if (characters > MAX_CHARACTERS) throw new LimitExceeded('too much is wrong with a document to tell it all');
  return failures.map(failureValue);
}

function failureValue({ type, path, description }: Failure): RegoObject {
  const field = fieldOf(path);
  return RegoObject.from([
    ['error', `${field}: ${description}`],
    ['type', type],
    ['field', field],
    ['desc', description],
  ]);
}

/** The place without the root, but for the root itself. */
export function fieldOf(path: string): string {
  return path.startsWith(`${ROOT}.`) ? path.slice(ROOT.length + 1) : path;
}
