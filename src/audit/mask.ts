import { isCredentialName, isCredentialParameter, MASK, mayHoldCredential, withoutCredentials } from './credentials.ts';
import { isSafeLine, jsonText } from './json.ts';
import { childPointer, type Pattern, parsePointer, pathsMeet } from './pointer.ts';
import { type Pseudonym, pseudonyms } from './pseudonym.ts';

/** Characters that the input or the result may have in the log; where cutting its strings does not help, it is left out. */
export const FIELD_LIMIT = 32_768;
/** Characters that one string may have in the log. */
export const STRING_LIMIT = 2_048;
/** Text beyond which cutting is not tried, for it would cost more than the decision. */
const HOPELESS = 4 * FIELD_LIMIT;

/** What masking did to an event, as JSON pointers into it. */
export interface Traces {
  readonly masked: string[];
  readonly erased: string[];
  readonly truncated: string[];
}

/** The masks of one entrypoint: what must not be in its events, compared once with what it reads. */
export interface CompiledMask {
  /** Patterns into the input that can meet what the entrypoint reads. */
  readonly input: readonly Pattern[];
  readonly result: readonly Pattern[];
  /** Patterns into the other members of an event. */
  readonly rest: readonly Pattern[];
  /** Whether every input has to be parsed and swept; false: only one that looks suspicious. */
  readonly sweepsInput: boolean;
  /** Header fields that carry a credential in this configuration, beside those that do by their name. */
  readonly credentialHeaders: ReadonlySet<string>;
  readonly reads: readonly Pattern[] | null;
  /** JSON text of what the event says of `reads`, a member with its comma; empty where the whole input is read. */
  readonly readsText: string;
  readonly pseudonym: Pseudonym;
}

export interface MaskOptions {
  /** JSON pointers into the event, as `/input/subject/claims/email`. */
  readonly pointers: readonly string[];
  /** Input paths that the entrypoint reads; null: the whole input. */
  readonly reads: readonly Pattern[] | null;
  /** Lower-case names of header fields that carry API keys. */
  readonly credentialHeaders?: Iterable<string>;
  /** Secret for what stands in the place of masked values. */
  readonly key: string;
}

/** Compiles the masks of one entrypoint. A text that is no pointer masks nothing: the configuration refuses it. */
export function compileMask({ pointers, reads, credentialHeaders = [], key }: MaskOptions): CompiledMask {
  const { input, result, rest } = sortPatterns(
    pointers.flatMap((pointer) => [parsePointer(pointer) ?? []]),
    reads,
  );
  const headers = new Set(credentialHeaders);
  const sweepsInput = input.length > 0 || readsCredentials(reads, headers);
  return {
    input,
    result,
    rest,
    sweepsInput,
    credentialHeaders: headers,
    reads,
    readsText: reads === null ? '' : `,"reads":${jsonText(reads.map((path) => path.reduce(childPointer, '')))}`,
    pseudonym: pseudonyms(key),
  };
}

/** Patterns by the member of the event that they are about; those into an input that is not read are left out. */
export function sortPatterns(patterns: readonly Pattern[], reads: readonly Pattern[] | null) {
  const about = (member: string) => patterns.filter(([first]) => first === member);
  const read = (pattern: Pattern) => reads === null || reads.some((path) => pathsMeet(pattern.slice(1), path));
  return {
    input: about('input').filter(read),
    result: about('result'),
    rest: patterns.filter(([first]) => first !== undefined && first !== 'input' && first !== 'result'),
  };
}

function readsCredentials(reads: readonly Pattern[] | null, headers: ReadonlySet<string>): boolean {
  if (reads === null) return true;
  return reads.some(([first, second, name]) => {
    if (first !== undefined && first !== 'request') return false;
    if (second === undefined || second === 'body') return true;
    if (second === 'headers') return name === undefined || headers.has(name) || isCredentialName(name);
    return second === 'query' && (name === undefined || isCredentialParameter(name));
  });
}

/** Whether the text of an input can go into the log as it is. */
export function isClean(mask: CompiledMask, text: string): boolean {
  return !mask.sweepsInput && text.length <= FIELD_LIMIT && isSafeLine(text) && !mayHoldCredential(text);
}

/**
 * The text of an input with patterns, credentials and overlong strings replaced. Undefined where it could not be masked
 * or stays too long: then it is left out, for the log may lack a field but not a mask.
 */
export function maskInput(
  mask: CompiledMask,
  patterns: readonly Pattern[],
  text: string,
  traces: Traces,
): string | undefined {
  if (text.length > HOPELESS) {
    traces.truncated.push('/input');
    return undefined;
  }
  const isCredential = (pointer: string, name: string) => {
    if (pointer === '/input/request/headers') return mask.credentialHeaders.has(name) || isCredentialName(name);
    if (pointer === '/input/request/query') return isCredentialParameter(name);
    return pointer.startsWith('/input/request/body') && isCredentialName(name);
  };
  return maskMember('input', () => JSON.parse(text), { patterns, isCredential, pseudonym: mask.pseudonym }, traces);
}

/** The text of a decision, masked in the same way; a decision may set header fields that carry credentials. */
export function maskResult(
  { pseudonym }: CompiledMask,
  patterns: readonly Pattern[],
  value: unknown,
  traces: Traces,
): string | undefined {
  const isCredential = (_: string, name: string) => isCredentialName(name);
  return maskMember('result', () => structuredClone(value), { patterns, isCredential, pseudonym }, traces);
}

interface Masking {
  readonly patterns: readonly Pattern[];
  readonly isCredential: (pointer: string, name: string) => boolean;
  readonly pseudonym: Pseudonym;
}

function maskMember(
  member: string,
  copy: () => unknown,
  { patterns, isCredential, pseudonym }: Masking,
  traces: Traces,
): string | undefined {
  const pointer = `/${member}`;
  try {
    const own: Traces = { masked: [], erased: [], truncated: [] };
    const root = { [member]: copy() };
    for (const pattern of patterns) maskAt(root, pattern, pseudonym, own.masked);
    const text = jsonText(sweep(root[member], pointer, isCredential, own));
    if (text !== undefined && text.length <= FIELD_LIMIT) {
      traces.masked.push(...own.masked);
      traces.truncated.push(...own.truncated);
      return text;
    }
    if (text !== undefined) traces.truncated.push(pointer);
  } catch {
    traces.erased.push(pointer);
  }
  return undefined;
}

/** Replaces what `pattern` names in `holder`; outside of input and result only strings are, so that the event keeps its shape. */
export function maskAt(
  holder: unknown,
  pattern: Pattern,
  pseudonym: Pseudonym,
  masked: string[],
  only: 'any' | 'strings' = 'any',
  depth = 0,
  pointer = '',
): void {
  if (typeof holder !== 'object' || holder === null) return;
  const members = holder as Record<string, unknown>;
  const name = pattern[depth]!;
  for (const key of name === '*' ? Object.keys(members) : Object.hasOwn(members, name) ? [name] : []) {
    const here = childPointer(pointer, key);
    if (depth < pattern.length - 1) {
      maskAt(members[key], pattern, pseudonym, masked, only, depth + 1, here);
    } else if (only === 'any' || typeof members[key] === 'string') {
      members[key] = pseudonym(members[key]);
      masked.push(here);
    }
  }
}

function sweep(
  value: unknown,
  pointer: string,
  isCredential: (pointer: string, name: string) => boolean,
  traces: Traces,
): unknown {
  if (typeof value === 'string') return sweepString(value, pointer, traces);
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    const here = childPointer(pointer, name);
    if (!Array.isArray(value) && !isMasked(members[name]) && isCredential(pointer, name)) {
      members[name] = MASK;
      traces.masked.push(here);
    } else {
      members[name] = sweep(members[name], here, isCredential, traces);
    }
  }
  return value;
}

/** Whether a mask was here before. */
function isMasked(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(MASK);
}

function sweepString(value: string, pointer: string, traces: Traces): string {
  const clean = withoutCredentials(value);
  if (clean !== value) traces.masked.push(pointer);
  if (clean.length <= STRING_LIMIT) return clean;
  traces.truncated.push(pointer);
  return clean.slice(0, STRING_LIMIT);
}
