import { readJson } from '../../http/json-text.ts';
import { isNumber, numberFromText, numberText, RegoNumber, RegoObject, RegoSet, type Value } from '../value.ts';
import { isArray, OperandError } from './operands.ts';

/** How a text is laid out over lines. */
export interface Layout {
  /** Before every line but the first. */
  readonly prefix: string;
  /** For each level. */
  readonly indent: string;
}

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;

/** In a text of JSON.stringify: any escape, a byte that is no UTF-8 among them, and what Go escapes besides. */
const SPECIAL = /\\(?:u(d[89a-f][0-9a-f]{2})|.)|[<>&\u2028\u2029]/g;

/** JSON text as Go's encoding/json writes it: keys sorted by their bytes, sets as sorted arrays. */
export function jsonText(value: Value, layout?: Layout, level = 0): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return stringText(value);
  if (isNumber(value)) return checkedNumber(numberText(value));
  if (value instanceof RegoObject) {
    const colon = layout === undefined ? ':' : ': ';
    const lines = entriesOf(value).map(
      ([key, member]) => stringText(key) + colon + jsonText(member, layout, level + 1),
    );
    return enclose('{', lines, '}', layout, level);
  }
  const items = value instanceof RegoSet ? value.sorted() : value;
  const lines = items.map((item) => jsonText(item, layout, level + 1));
  return enclose('[', lines, ']', layout, level);
}

/** Members of an object as JSON has them: a key that is no string becomes its text. Sorted by bytes. */
export function entriesOf(object: RegoObject): (readonly [string, Value])[] {
  const named = new RegoObject();
  for (const [key, member] of object.sorted()) named.set(typeof key === 'string' ? key : jsonText(key), member);
  return named.sorted() as (readonly [string, Value])[];
}

/** A value from JSON text, as Go's encoding/json reads it: numbers keep their digits, of equal keys the last one counts. */
export function parseJson(text: string): Value {
  try {
    return fromPlain(readJson(text, numberFromText));
  } catch {
    throw new OperandError('not JSON');
  }
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function fromPlain(plain: unknown): Value {
  if (typeof plain === 'string') return plain.toWellFormed();
  if (typeof plain !== 'object' || plain === null || plain instanceof RegoNumber) return plain as Value;
  if (isArray(plain as Value)) return (plain as unknown[]).map(fromPlain);
  return RegoObject.from(
    Object.entries(plain).map(([key, member]) => [key.toWellFormed(), fromPlain(member)] as const),
  );
}

function stringText(text: string): string {
  return JSON.stringify(text).replace(SPECIAL, (found, lone?: string) => {
    if (lone !== undefined) return '\\ufffd';
    return found.startsWith('\\') ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function checkedNumber(text: string): string {
  if (!NUMBER.test(text)) throw new OperandError('no number of JSON');
  return text;
}

function enclose(
  open: string,
  lines: readonly string[],
  close: string,
  layout: Layout | undefined,
  level: number,
): string {
  if (layout === undefined || lines.length === 0) return open + lines.join(',') + close;
  const outer = `\n${layout.prefix}${layout.indent.repeat(level)}`;
  const inner = outer + layout.indent;
  return open + inner + lines.join(`,${inner}`) + outer + close;
}
