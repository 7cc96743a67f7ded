import { numberFromInteger, numberFromText, type Value } from '../../value.ts';
import type { Amount } from './amount.ts';

/** A rational number. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Decimal places of what is no integer. */
const PLACES = 10;

/** Exponents below it, behind the number's digits, leave nothing in that many places. */
const LEAST_POINT = -40;

/** The product, exactly: an integer, or a number with ten decimal places, rounded away from zero. */
export function scaled({ negative, digits, exponent }: Amount, { numerator, denominator }: Ratio): Value {
  const sign = negative ? '-' : '';
  if (digits.toString().length + exponent < LEAST_POINT) {
    return numberFromText(`${sign}0.${'0'.repeat(PLACES)}`);
  }
  const power = 10n ** BigInt(Math.abs(exponent));
  const over = digits * numerator * (exponent > 0 ? power : 1n);
  const under = denominator * (exponent < 0 ? power : 1n);
  if (over % under === 0n) return numberFromInteger(negative ? -(over / under) : over / under);
  const rounded = (2n * over * 10n ** BigInt(PLACES) + under) / (2n * under);
  const text = rounded.toString().padStart(PLACES + 1, '0');
  return numberFromText(`${sign}${text.slice(0, -PLACES)}.${text.slice(-PLACES)}`);
}
