import type { DecisionEvent } from '../contracts/event.ts';
import { readJson } from '../http/json-text.ts';
import type { NdBuiltins } from '../policy/evaluation-context.ts';

/** Paths into an input; null: all of it. */
export type InputPaths = readonly (readonly string[])[] | null;

/** A decision of the past, as far as another policy can be asked about it. */
export interface Recorded {
  readonly id: string;
  /** Unix milliseconds. */
  readonly time: number;
  readonly bundle?: string;
  readonly revision?: string;
  readonly entrypoint: string;
  /** JSON value; numbers that JavaScript would change are raw JSON. */
  readonly input: object;
  /** The decision, or the code of the fault that it was. */
  readonly result: unknown;
  readonly route?: string;
  readonly subject?: string;
  /** What of the input was recorded. */
  readonly reads: InputPaths;
  /** JSON pointers into the event whose values are not the ones that the policy saw. */
  readonly masked: readonly string[];
  /** JSON pointers into the event whose values were cut or left out. */
  readonly truncated: readonly string[];
  readonly ndBuiltins?: NdBuiltins;
}

/** What stands for a decision that was none. */
export interface Fault {
  readonly error: string;
}

const LONG_NUMBER = /[0-9]{16}|[0-9][eE]|\.[0-9]*0[,}\]]/;

/**
 * The decision that a line of the decision log holds. Undefined where no policy was asked, or where input or result were
 * left out.
 *
 * @throws SyntaxError where the line is no JSON
 */
export function parseRecorded(line: string): Recorded | undefined {
  return recordedOf(parseExactly(line) as DecisionEvent);
}

/** The same of an event that was parsed. */
export function recordedOf(event: DecisionEvent): Recorded | undefined {
  const { path, input, result, error } = event;
  if (path === undefined || typeof input !== 'object' || input === null) return undefined;
  const fault = error?.code.startsWith('policy_') ? { error: error.code } : undefined;
  if (result === undefined && fault === undefined) return undefined;
  const [bundle] = Object.entries(event.bundles ?? {});
  return {
    id: event.decision_id,
    time: Date.parse(event.timestamp),
    ...(bundle && { bundle: bundle[0], revision: bundle[1].revision }),
    entrypoint: path,
    input,
    result: fault ?? result,
    ...(event.http?.route !== undefined && { route: event.http.route }),
    ...(event.subject && { subject: event.subject.id }),
    reads: event.reads === undefined ? null : event.reads.map(pathOf),
    masked: event.masked ?? [],
    truncated: [...(event.truncated ?? []), ...(event.erased ?? [])],
    ...(event.nd_builtin_cache && { ndBuiltins: event.nd_builtin_cache as NdBuiltins }),
  };
}

/** JSON with every number as it was written. */
export function parseExactly(text: string): unknown {
  return readJson(text, LONG_NUMBER.test(text) ? keepDigits : undefined);
}

function keepDigits(source: string): unknown {
  const value = Number(source);
  return String(value) === source ? value : JSON.rawJSON(source);
}

/** Whether all that a policy reads is in the record, as the policy of then saw it or masked. */
export function isReadable({ input, reads: recorded, truncated }: Recorded, reads: InputPaths): boolean {
  if (
    lacksBody(input) &&
    (reads === null || reads.some(([first, second = 'body']) => first === 'request' && second === 'body'))
  ) {
    return false;
  }
  if (truncated.some((pointer) => touches(pointer, reads))) return false;
  if (recorded === null) return true;
  if (reads === null) return false;
  return reads.every((path) => recorded.some((kept) => kept.every((name, i) => path[i] === name)));
}

/** The policy of then did not read the body, so nobody did. */
function lacksBody(input: object): boolean {
  const { request } = input as { request?: { body?: { state?: unknown } } };
  return request?.body?.state === 'unread';
}

/** Whether a policy reads something that was masked. */
export function readsMasked({ masked }: Recorded, reads: InputPaths): boolean {
  return masked.some((pointer) => touches(pointer, reads));
}

/** Whether a pointer into an event leads to what a policy reads, above or below it. */
function touches(pointer: string, reads: InputPaths): boolean {
  const [member, ...place] = pathOf(pointer);
  if (member !== 'input') return false;
  return reads === null || reads.some((path) => path.every((name, i) => i >= place.length || name === place[i]));
}

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}
