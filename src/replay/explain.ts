import { GatewayError } from '../errors.ts';
import type { ExplainOptions, Explanation } from '../toolchain/explanation.ts';
import type { Sources, Toolchain } from '../toolchain/toolchain.ts';
import { allows, reasonOf } from './flip.ts';
import { type Fault, parseExactly, type Recorded, recordedOf } from './recorded.ts';

/** A recorded decision and why it came out so. */
export interface ExplainedDecision extends Omit<Explanation, 'decision'> {
  readonly decision_id: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly bundle?: string;
  readonly revision?: string;
  /** As `gateway/decision`. */
  readonly entrypoint: string;
  /** Whether it was allowed. */
  readonly allow: boolean;
  /** As it is in the decision log; of a fault: its code. */
  readonly result: unknown;
  /** The decision that came out now; absent where it is undefined. */
  readonly again?: unknown;
  /** Whether that allows, or denies for the same reasons, as then. */
  readonly same: boolean;
  /** What a reader has to know besides: what was masked, cut, or is otherwise now. */
  readonly notes: readonly string[];
}

/** Bounds of one explanation: milliseconds for the evaluation with its trace and for the search, and inputs to try. */
const BOUNDS = { limit: 2000, searchLimit: 1000, tries: 2000 } satisfies Partial<ExplainOptions>;

/**
 * The decision of a line of the decision log.
 *
 * @throws GatewayError `not_explainable` where no policy was asked, or input or result were not recorded
 */
export function explainable(line: string): Recorded {
  const event = parseExactly(line) as Parameters<typeof recordedOf>[0];
  const recorded = recordedOf(event);
  if (recorded !== undefined) return recorded;
  const { decision_id: id, path, error, http } = event;
  if (path === undefined) {
    const why = error === undefined ? '' : ` (${error.code})`;
    throw new GatewayError('not_explainable', `no policy was asked for ${id}: the request was ${http.outcome}${why}`);
  }
  throw new GatewayError(
    'not_explainable',
    `the decision log has no input or no result of ${id}: an audit obligation of level meta, or a mask, left it out`,
  );
}

/**
 * Decides it again, at its time, with what non-deterministic built-ins returned then.
 *
 * @param sources of the policy that decided, with its data
 * @throws GatewayError `not_explainable` where the policy's Rego is not in them, or its evaluation fails: findings say where
 */
export async function explainRecorded(
  toolchain: Pick<Toolchain, 'explain'>,
  sources: Sources,
  recorded: Recorded,
): Promise<ExplainedDecision> {
  const { id, time, bundle, revision, entrypoint, input, result, ndBuiltins } = recorded;
  const recalled = ndBuiltins === undefined ? '' : JSON.stringify(ndBuiltins);
  const question = { entrypoint, input: JSON.stringify(input), time, recalled, ...BOUNDS };
  const { decision, ...explanation } = await toolchain.explain(sources, question).catch((error: GatewayError) => {
    if (error.code !== 'policy_invalid') throw error;
    const { message, findings } = error;
    throw new GatewayError('not_explainable', `it cannot be decided again: ${message}`, { findings, cause: error });
  });
  if (explanation.rule.name === '') {
    throw new GatewayError(
      'not_explainable',
      `the bundle has no Rego of ${entrypoint}: build it with \`regate build\`, which keeps the sources`,
    );
  }
  const same = allows(result) === allows(decision) && (isFault(result) || reasonOf(result) === reasonOf(decision));
  return {
    decision_id: id,
    timestamp: new Date(time).toISOString(),
    ...(bundle !== undefined && { bundle }),
    ...(revision !== undefined && { revision }),
    entrypoint,
    allow: allows(result),
    result,
    ...(decision !== undefined && { again: decision }),
    same,
    notes: notesOf(recorded, decision, same),
    ...explanation,
  };
}

function notesOf({ result, masked, truncated }: Recorded, decision: unknown, same: boolean): string[] {
  const notes: string[] = [];
  const inInput = (pointers: readonly string[]) => pointers.filter((pointer) => /^\/input(\/|$)/.test(pointer));
  const [hidden, short] = [inInput(masked), inInput(truncated)];
  if (isFault(result)) notes.push(`it was a fault (${result.error}), not a decision of the policy`);
  if (hidden.length > 0) {
    notes.push(`masked in the decision log, so that other values stand in their place: ${hidden.join(', ')}`);
  }
  if (short.length > 0) notes.push(`cut or left out in the decision log: ${short.join(', ')}`);
  if (!same) {
    const now = [allows(decision) ? 'allowed' : 'denied', reasonOf(decision)].filter((part) => part !== '').join(': ');
    const why = hidden.length + short.length > 0 ? '; what is masked or cut makes the difference' : '';
    notes.push(`on what the decision log holds, it comes out otherwise (${now})${why}`);
  }
  return notes;
}

function isFault(result: unknown): result is Fault {
  return typeof (result as Partial<Fault> | null)?.error === 'string';
}
