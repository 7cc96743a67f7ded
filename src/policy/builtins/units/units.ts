import { numberFromInteger, type Value } from '../../value.ts';
import type { Builtin } from '../builtin.ts';
import { OperandError, text } from '../operands.ts';
import { type Amount, splitUnit } from './amount.ts';
import { divide, integerPart, multiply, powerOfFive, roundTo } from './big-float.ts';
import { type Ratio, scaled } from './scaled.ts';

/** `units.parse` and `units.parse_bytes` (OPA: topdown/parse_units.go, parse_bytes.go). */
export const UNITS: Readonly<Record<string, Builtin>> = {
  'units.parse': ([quantity]) => parse(text(quantity).replaceAll('"', '')),
  'units.parse_bytes': ([quantity]) => parseBytes(lowered(text(quantity)).replaceAll('"', '')),
};

const PREFIXES = ['k', 'm', 'g', 't', 'p', 'e'];

/** OPA has it as a float64. */
const MILLI: Ratio = { numerator: 1152921504606847n, denominator: 1n << 60n };

function parse(quantity: string): Value {
  const { amount, unit } = splitUnit(quantity);
  // Only the first letter tells milli from mega.
  const spelled = unit.slice(0, 1) + lowered(unit.slice(1));
  if (spelled === 'm') return scaled(amount, MILLI);
  const factor = ['', ...SPELLINGS].includes(spelled) ? factorOf(spelled.toLowerCase()) : undefined;
  if (factor === undefined) throw new OperandError('an unknown unit');
  return scaled(amount, { numerator: factor, denominator: 1n });
}

const SPELLINGS = PREFIXES.flatMap((prefix) => [
  prefix,
  prefix.toUpperCase(),
  `${prefix}i`,
  `${prefix.toUpperCase()}i`,
]);

function parseBytes(quantity: string): Value {
  const { amount, unit } = splitUnit(quantity);
  const factor = factorOf(unit.length > 1 && unit.endsWith('b') ? unit.slice(0, -1) : unit);
  if (factor === undefined) throw new OperandError('an unknown unit');
  const bytes = integerPart(multiply(BITS, floatOf(amount), { mantissa: factor, exponent: 0 }));
  return numberFromInteger(amount.negative ? -bytes : bytes);
}

/** Mantissa of the numbers that OPA computes bytes with. */
const BITS = 64;

function floatOf({ digits, exponent }: Amount) {
  const decimal = { mantissa: digits, exponent };
  if (digits === 0n || exponent === 0) return roundTo(BITS, { mantissa: digits, exponent: 0 });
  const five = powerOfFive(BITS + 64, Math.abs(exponent));
  return exponent < 0 ? divide(BITS, decimal, five) : multiply(BITS, decimal, five);
}

/** What a unit of decimal (`k`) or binary (`ki`) prefix stands for. */
function factorOf(unit: string): bigint | undefined {
  if (unit === '') return 1n;
  const power = PREFIXES.indexOf(unit.charAt(0)) + 1;
  if (power === 0 || !['', 'i'].includes(unit.slice(1))) return undefined;
  return (unit.length === 1 ? 1000n : 1024n) ** BigInt(power);
}

/** As Go lowers it: a dotted capital I becomes one letter. */
function lowered(letters: string): string {
  return letters.replaceAll('\u0130', 'i').toLowerCase();
}
