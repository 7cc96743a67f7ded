import { isNumber, numberText, RegoObject, type Value } from '../../value.ts';
import { isArray } from '../operands.ts';
import { invalidType, SchemaError } from './schema-error.ts';

/** @throws SchemaError where the member is no string */
export function stringMember(node: RegoObject, key: string): string | undefined {
  const member = node.get(key);
  if (member !== undefined && typeof member !== 'string') throw invalidType('string', key);
  return member;
}

/** Items of the member; none where it is absent. @throws SchemaError */
export function arrayMember(node: RegoObject, key: string): readonly Value[] | undefined {
  const member = node.get(key);
  if (member !== undefined && !isArray(member)) throw new SchemaError(`${key} must be of an array`);
  return member;
}

const INTEGER = /^-?[0-9]+$/;
const INT64 = 2n ** 63n;

/** A length or a number of items. @throws SchemaError */
export function countMember(node: RegoObject, key: string): bigint | undefined {
  const member = node.get(key);
  if (member === undefined) return undefined;
  // A JavaScript number never prints a whole number with a fraction or an exponent below 10^21, which is too large.
  const text = isNumber(member) ? numberText(member) : '';
  const count = INTEGER.test(text) && text.length <= 20 ? BigInt(text) : INT64;
  if (count >= INT64 || count < -INT64) throw new SchemaError(`${key} must be of an integer`);
  if (count < 0n) throw new SchemaError(`${key} must be greater than or equal to 0`);
  return count;
}

/** Whether a value can be a schema; which draft allows booleans is found when it is compiled. */
export function isSchemaLike(value: Value): boolean {
  return typeof value === 'boolean' || value instanceof RegoObject;
}
