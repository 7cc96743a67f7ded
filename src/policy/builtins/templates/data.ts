import { isNumber, numberText, RegoObject, RegoSet, type Value } from '../../value.ts';
import { quoted } from '../go-format/quote.ts';
import { GoJsonNumber, type GoValue } from '../go-format/values.ts';
import { OperandError } from '../operands.ts';

/**
 * A value as OPA hands it to a template: it writes it in Rego and reads that as JSON, which fails for sets, for keys that
 * are no strings, and for characters that Rego escapes in another way than JSON.
 */
export function dataOf(value: Value): GoValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return jsonSafe(value);
  if (isNumber(value)) return new GoJsonNumber(numberText(value));
  if (value instanceof RegoSet) throw new OperandError('a template takes no sets');
  if (!(value instanceof RegoObject)) return value.map(dataOf);
  return new Map([...value].map(([key, member]) => [jsonSafe(key), dataOf(member)]));
}

/** In a quoted string: an escape, and the one that JSON does not have, if it is that. */
const ESCAPE = /\\(?:([avxU])|.)/g;

function jsonSafe(value: Value): string {
  if (typeof value !== 'string') throw new OperandError('a template takes no keys but strings');
  for (const [, foreign] of quoted(value).matchAll(ESCAPE)) {
    if (foreign !== undefined) throw new OperandError('a template does not take this character');
  }
  return value;
}
