import { decimalOf } from '../../decimal.ts';
import { integerOf, isNumber, numberFromInteger, numberText, type RegoNumber, type Value } from '../../value.ts';
import { OperandError } from '../operands.ts';

export const SECOND = 1_000_000_000n;

/** Go's big.Float holds this many bits of a number that it reads. */
const PRECISION = 64;
/** More digits than these cannot turn the rounding. */
const MAX_DIGITS = 64;

/** Nanoseconds since 1970 from an operand, which has to be an integer of 64 bits. */
export function nanosecondsOf(value: Value | undefined): bigint {
  if (value === undefined || !isNumber(value)) throw new OperandError('a number is needed');
  return int64(integerOf(value) ?? roundedInteger(value));
}

/** Nanoseconds as a number of Rego; outside of 1677 to 2262, where 64 bits end, the call is undefined. */
export function nanosecondsValue(nanoseconds: bigint): number | RegoNumber {
  return numberFromInteger(int64(nanoseconds));
}

/** A number from an operand that Go takes for an `int`: written with digits only, or with a fraction of zeros. */
export function intOf(value: Value | undefined): bigint {
  if (value === undefined || !isNumber(value)) throw new OperandError('a number is needed');
  const [, digits] = /^(-?[0-9]+)(?:\.0*)?$/.exec(numberText(value)) ?? [];
  const length = numberText(value).replace('-', '').length;
  if (digits === undefined || length > MAX_INT_LENGTH) throw new OperandError('an integer is needed');
  return int64(BigInt(digits));
}

const MAX_INT_LENGTH = 19;

function int64(integer: bigint): bigint {
  if (BigInt.asIntN(64, integer) !== integer) throw new OperandError('the time is out of range');
  return integer;
}

/** A fraction that the precision of Go's number does not hold is none: 1600000000000000000.01 is an integer. */
function roundedInteger(value: number | RegoNumber): bigint {
  const { negative, digits, exponent } = decimalOf(numberText(value));
  const whole = digits.length + exponent;
  if (exponent >= 0 || whole < 1 || whole > MAX_INT_LENGTH) throw new OperandError('an integer is needed');
  // Whatever comes behind the kept digits is more than nothing and less than their last one.
  const kept = digits.length > MAX_DIGITS ? `${digits.slice(0, MAX_DIGITS)}1` : digits;
  const divisor = 10n ** BigInt(kept.length - whole);
  const integer = (BigInt(kept) + divisor / 2n) / divisor;
  const distance = BigInt(kept) - integer * divisor;
  // The number is kept to the nearest multiple of 2^-scale; halves go to the even one, which an integer is.
  const scale = BigInt(PRECISION - (BigInt(kept) / divisor).toString(2).length);
  if ((distance < 0n ? -distance : distance) << (scale + 1n) > divisor) throw new OperandError('an integer is needed');
  return negative ? -integer : integer;
}
