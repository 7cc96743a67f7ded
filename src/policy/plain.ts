import { jsonText } from './builtins/go-json.ts';
import { integerOf, numberOf, numberText, RegoNumber, RegoObject, RegoSet, type Value } from './value.ts';

/**
 * A Rego value as plain, deep-frozen JavaScript, in the way OPA turns it into JSON: a set is a sorted array, a key that
 * is no string becomes its JSON text. An integer beyond 2^53, or a number beyond what
 * JavaScript has, is a raw JSON number (`JSON.isRawJSON`), which `JSON.stringify` writes digit by digit.
 */
export function plainOf(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof RegoNumber) return plainNumber(value);
  if (value instanceof RegoSet) return Object.freeze(value.sorted().map(plainOf));
  if (value instanceof RegoObject) return plainObject(value);
  return Object.freeze(value.map(plainOf));
}

/** The Rego value that is left of a value once it was JSON: the same without sets, and with texts for keys. */
export function throughJson(value: Value): Value {
  if (value instanceof RegoSet) return value.sorted().map(throughJson);
  if (value instanceof RegoObject) {
    return RegoObject.from(value.sorted().map(([key, member]) => [nameOf(key), throughJson(member)] as const));
  }
  return Array.isArray(value) ? value.map(throughJson) : value;
}

/** Of a member: its key, or the JSON text of a key that is no string, as Go writes it. */
function nameOf(key: Value): string {
  return typeof key === 'string' ? key : jsonText(key);
}

/** A plain JSON value as a Rego value. Raw JSON numbers and bigints keep their digits. */
export function regoValueOf(plain: unknown): Value {
  switch (typeof plain) {
    case 'string':
    case 'boolean':
      return plain;
    case 'number':
      return plain;
    case 'bigint':
      return new RegoNumber(plain.toString());
    case 'object':
      if (plain === null) return null;
      if (Array.isArray(plain)) return plain.map(regoValueOf);
      if (JSON.isRawJSON(plain)) return new RegoNumber(plain.rawJSON);
      return RegoObject.from(Object.entries(plain).map(([key, member]) => [key, regoValueOf(member)] as const));
    default:
      throw new TypeError(`${typeof plain} is no JSON`);
  }
}

function plainNumber(value: RegoNumber): unknown {
  const number = numberOf(value);
  if (!Number.isFinite(number)) return JSON.rawJSON(numberText(value));
  const integer = integerOf(value);
  return integer === undefined || Number.isSafeInteger(number) ? number : JSON.rawJSON(numberText(value));
}

function plainObject(value: RegoObject): unknown {
  const object: Record<string, unknown> = {};
  for (const [key, member] of value.sorted()) {
    const name = nameOf(key);
    // Assignment would change the prototype of the object, or be lost.
    if (name === '__proto__') Object.defineProperty(object, name, { value: plainOf(member), enumerable: true });
    else object[name] = plainOf(member);
  }
  return Object.freeze(object);
}
