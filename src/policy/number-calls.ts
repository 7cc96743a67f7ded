import { LimitExceeded } from './faults.ts';
import { integerOf, isNumber, numberFromInteger, numberOf, type Value } from './value.ts';

type Call = (args: readonly Value[]) => Value | undefined;

/** Undefined: the module may do it. Between -1 and 0 OPA's evaluator rounds away from where it should. */
export const ceilBelowZero: Call = ([number]) => (isBelowZero(number) ? 1 : undefined);

export const floorBelowZero: Call = ([number]) => (isBelowZero(number) ? 0 : undefined);

function isBelowZero(value: Value | undefined): boolean {
  if (value === undefined || !isNumber(value)) return false;
  const number = numberOf(value);
  return number > -1 && number < 0;
}

/** Bits: a number with more has no place in an evaluation. */
const MAX_SHIFT = 1n << 16n;

/** The functions `bits.*`, of integers in two's complement without an end. */
export const BITS: Readonly<Record<'and' | 'or' | 'xor' | 'negate' | 'shiftLeft' | 'shiftRight', Call>> = {
  and: ofIntegers((a, b) => a & b),
  or: ofIntegers((a, b) => a | b),
  xor: ofIntegers((a, b) => a ^ b),
  negate: ofIntegers((a) => ~a),
  shiftLeft: ofIntegers((number, distance) => {
    if (distance < 0n) return undefined;
    if (number === 0n) return 0n;
    if (distance > MAX_SHIFT) throw new LimitExceeded('bits.lsh would make too large a number');
    return number << distance;
  }),
  shiftRight: ofIntegers((number, distance) => (distance < 0n ? undefined : number >> distance)),
};

function ofIntegers(calculate: (a: bigint, b: bigint) => bigint | undefined): Call {
  return (args) => {
    const integers = args.map((arg) => (isNumber(arg) ? integerOf(arg) : undefined));
    const [a, b = 0n] = integers;
    if (a === undefined || integers.includes(undefined)) return undefined;
    const result = calculate(a, b);
    return result === undefined ? undefined : numberFromInteger(result);
  };
}
