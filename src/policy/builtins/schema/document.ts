import { isNumber, numberFromText, numberText, RegoNumber, RegoObject, RegoSet, type Value } from '../../value.ts';
import { jsonText, parseJson } from '../go-json.ts';
import { isArray, OperandError } from '../operands.ts';
import { SchemaError } from './schema-error.ts';

/**
 * JSON text of a schema or a document, which is an object, an array, or a text of JSON.
 *
 * @throws SchemaError
 */
export function documentText(value: Value | undefined): string {
  if (value instanceof RegoObject || isArray(value)) return jsonText(value);
  if (typeof value !== 'string') throw new SchemaError('wrong type, expected string or object');
  return value;
}

/**
 * Value of a JSON text, without sets and without keys that are no strings.
 *
 * @throws SchemaError
 */
export function parseDocument(text: string): Value {
  try {
    return parseJson(text);
  } catch (thrown) {
    if (thrown instanceof OperandError) throw new SchemaError('invalid JSON string');
    throw thrown;
  }
}

/**
 * Text that is equal for values that JSON Schema takes for equal: numbers are what a double can hold of them.
 *
 * @throws SchemaError where a number is too large for that
 */
export function comparableText(value: Value): string {
  return jsonText(asDouble(value));
}

function asDouble(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  if (isNumber(value)) return doubleOf(value);
  if (value instanceof RegoObject) {
    return RegoObject.from([...value].map(([key, member]) => [key, asDouble(member)] as const));
  }
  return value instanceof RegoSet ? value : value.map(asDouble);
}

function doubleOf(value: RegoNumber): Value {
  const text = numberText(value);
  const number = Number(text);
  if (!Number.isFinite(number)) {
    throw new SchemaError(`json: cannot unmarshal number ${text} into Go value of type float64`);
  }
  return Object.is(number, -0) ? new RegoNumber('-0') : numberFromText(String(number));
}
