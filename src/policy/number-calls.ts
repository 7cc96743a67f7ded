import { LimitExceeded } from './faults.ts';
import { integerOf, isNumber, numberFromInteger, numberOf, type Value } from './value.ts';

/** Undefined: the module may do it. Between -1 and 0 OPA's evaluator rounds away from where it should. */
export function ceilBelowZero([number]: readonly Value[]): number | undefined {
  return isBelowZero(number) ? 1 : undefined;
}

export function floorBelowZero([number]: readonly Value[]): number | undefined {
  return isBelowZero(number) ? 0 : undefined;
}

function isBelowZero(value: Value | undefined): boolean {
  if (value === undefined || !isNumber(value)) return false;
  const number = numberOf(value);
  return number > -1 && number < 0;
}

/** Bits. The module calculates with distances of 32 bits. */
const FAR = 1n << 16n;

/** Undefined: the module may do it. */
export function shiftFarRight([number, distance]: readonly Value[]): Value | undefined {
  const far = farShift(number, distance);
  return far === undefined ? undefined : numberFromInteger(far < 0n ? -1n : 0n);
}

/** The same; what it would make has no place in an evaluation. */
export function shiftFarLeft([number, distance]: readonly Value[]): Value | undefined {
  const far = farShift(number, distance);
  if (far === undefined || far === 0n) return far === undefined ? undefined : 0;
  throw new LimitExceeded('bits.lsh would make too large a number');
}

/** The integer that is to be shifted by more than FAR. */
function farShift(number: Value | undefined, distance: Value | undefined): bigint | undefined {
  if (number === undefined || distance === undefined || !isNumber(number) || !isNumber(distance)) return undefined;
  const by = integerOf(distance);
  return by === undefined || by <= FAR ? undefined : integerOf(number);
}
