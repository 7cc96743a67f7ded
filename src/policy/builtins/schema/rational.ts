import { type Decimal, decimalOf } from '../../decimal.ts';
import { isNumber, numberText, type Value } from '../../value.ts';

/** Go's big.Rat takes no larger powers of ten. */
const MAX_POWER = 1_000_000;

/** A number of JSON, exactly; undefined where the value is none, or one that Go does not read. */
export function rationalOf(value: Value): Decimal | undefined {
  if (!isNumber(value)) return undefined;
  const text = numberText(value);
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const fraction = mantissa.split('.')[1]?.length ?? 0;
  const decimal = decimalOf(text);
  return decimal.digits === '0' || Math.abs(Number(power) - fraction) <= MAX_POWER ? decimal : undefined;
}

export function isWhole({ exponent }: Decimal): boolean {
  return exponent >= 0;
}

export function isPositive({ negative, digits }: Decimal): boolean {
  return !negative && digits !== '0';
}

/** Whether `number` is `divisor` times an integer. Neither is expanded to all of its digits. */
export function isMultiple(number: Decimal, divisor: Decimal): boolean {
  if (number.digits === '0') return true;
  const power = number.exponent - divisor.exponent;
  // Its digits do not end in zero, so ten does not divide them.
  if (power < 0) return false;
  const modulus = BigInt(divisor.digits);
  return (BigInt(number.digits) * powerOfTen(power, modulus)) % modulus === 0n;
}

function powerOfTen(exponent: number, modulus: bigint): bigint {
  let result = 1n;
  let square = 10n % modulus;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** As Go's big.Float prints it with `%v`: with an exponent from a million on, and below a ten-thousandth. */
export function rationalText({ negative, digits, exponent }: Decimal): string {
  if (digits === '0') return '0';
  const sign = negative ? '-' : '';
  const power = digits.length + exponent - 1;
  if (power < -4 || power >= 6) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = String(Math.abs(power)).padStart(2, '0');
    return `${sign}${digits.charAt(0)}${fraction}e${power < 0 ? '-' : '+'}${size}`;
  }
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}
