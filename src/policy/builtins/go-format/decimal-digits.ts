import { binaryOf } from './binary.ts';

/** A magnitude in decimal: 0.DIGITS times ten to the power of `point`. No zeros at the end; none at all for zero. */
export interface DecimalDigits {
  readonly digits: string;
  readonly point: number;
}

const ZERO: DecimalDigits = { digits: '', point: 0 };

/** The fewest digits that tell a number from every other one. */
export function shortestDigits(value: number): DecimalDigits {
  if (value === 0) return ZERO;
  const [mantissa = '', power] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(power) + 1 };
}

/** A number rounded to so many digits, or so many behind the decimal point; half to even. */
export function roundedDigits(value: number, places: { count: number } | { behindPoint: number }): DecimalDigits {
  const exact = exactDigits(value);
  return round(exact, 'count' in places ? places.count : exact.point + places.behindPoint);
}

function exactDigits(value: number): DecimalDigits {
  const { mantissa, exponent } = binaryOf(value);
  if (mantissa === 0n) return ZERO;
  const whole = exponent < 0 ? mantissa * 5n ** BigInt(-exponent) : mantissa << BigInt(exponent);
  const digits = whole.toString();
  return { digits: digits.replace(/0+$/, ''), point: digits.length + Math.min(exponent, 0) };
}

function round({ digits, point }: DecimalDigits, count: number): DecimalDigits {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return ZERO;
  const kept = digits.slice(0, count);
  if (!roundsUp(digits, count)) return trimmed(kept, point);
  const next = (BigInt(kept || '0') + 1n).toString().padStart(count, '0');
  return trimmed(next, point + next.length - count);
}

function roundsUp(digits: string, count: number): boolean {
  const next = Number(digits[count]);
  if (next !== 5 || count + 1 < digits.length) return next >= 5;
  return count > 0 && Number(digits[count - 1]) % 2 === 1;
}

function trimmed(digits: string, point: number): DecimalDigits {
  const some = digits.replace(/0+$/, '');
  return some === '' ? ZERO : { digits: some, point };
}
