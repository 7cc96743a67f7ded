import { integerOf, isNumber, numberText, RegoObject, RegoSet, type Value } from '../value.ts';

/** Thrown where OPA's built-in would fail: the call is undefined then. The message is for whoever debugs Regate. */
export class OperandError extends Error {}

/** The operand, which has to be a string. */
export function text(value: Value | undefined): string {
  if (typeof value !== 'string') throw new OperandError('a string is needed');
  return value;
}

/** The operand, which has to be an object. */
export function object(value: Value | undefined): RegoObject {
  if (!(value instanceof RegoObject)) throw new OperandError('an object is needed');
  return value;
}

/** The operand, which has to be an array. */
export function array(value: Value | undefined): readonly Value[] {
  if (!isArray(value)) throw new OperandError('an array is needed');
  return value;
}

/** Members of the operand, which has to be an array or a set, in OPA's order. */
export function members(value: Value | undefined): readonly Value[] {
  return value instanceof RegoSet ? value.sorted() : array(value);
}

/** The operand, which has to be a number without a fraction. */
export function integer(value: Value | undefined): bigint {
  const whole = value !== undefined && isNumber(value) ? integerOf(value) : undefined;
  if (whole === undefined) throw new OperandError('an integer is needed');
  return whole;
}

/**
 * The operand as a limit of a count, where OPA needs an `int` of Go: 64 bits, written without exponent and with no other
 * fraction than zeros. Above 2^53 it is the nearest that there is.
 */
export function limit(value: Value | undefined): number {
  const written = value !== undefined && isNumber(value) ? numberText(value) : '';
  const digits = /^-?([0-9]+)(?:\.0*)?$/.exec(written)?.[1];
  const readable = digits !== undefined && written.replace('-', '').length <= MAX_INT_LENGTH;
  const whole = readable ? BigInt(written.startsWith('-') ? `-${digits}` : digits) : undefined;
  if (whole === undefined || BigInt.asIntN(64, whole) !== whole) {
    throw new OperandError('an integer of 64 bits is needed');
  }
  return Number(whole);
}

/** Digits and point that OPA reads of an `int`. */
const MAX_INT_LENGTH = 19;

export function isArray(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
