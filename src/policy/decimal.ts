/** A decimal number of any size: an integer times a power of ten. Equal numbers have equal parts. */
export interface Decimal {
  readonly negative: boolean;
  /** Without leading and trailing zeros; `0` for zero. */
  readonly digits: string;
  readonly exponent: number;
}

/** Beyond this power of ten a number is not expanded to an integer: `1e999999999` must not cost memory. */
const MAX_EXPONENT = 4096;

/** The number that a JSON text spells, exactly. */
export function decimalOf(text: string): Decimal {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? mantissa.slice(1) : mantissa).split('.');
  const all = trimLeadingZeros(whole + fraction);
  const digits = trimTrailingZeros(all);
  if (digits === '') return { negative: false, digits: '0', exponent: 0 };
  return { negative, digits, exponent: Number(power) - fraction.length + all.length - digits.length };
}

/** Negative, zero or positive, as `a` is smaller than, equal to or larger than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '0' || b.digits === '0' || a.negative !== b.negative) return signOf(a) - signOf(b);
  const sign = signOf(a);
  // Both are 0.ddd times a power of ten then: the larger power wins, else the digits as text.
  const magnitude = a.digits.length + a.exponent - (b.digits.length + b.exponent);
  if (magnitude !== 0) return sign * magnitude;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -sign : sign;
}

/** The integer, or undefined where the number has a fraction or is too large to expand. */
export function integerOfDecimal(decimal: Decimal): bigint | undefined {
  if (decimal.exponent < 0 || decimal.exponent > MAX_EXPONENT) return undefined;
  const magnitude = BigInt(decimal.digits) * 10n ** BigInt(decimal.exponent);
  return decimal.negative ? -magnitude : magnitude;
}

function signOf(decimal: Decimal): number {
  if (decimal.digits === '0') return 0;
  return decimal.negative ? -1 : 1;
}

function trimLeadingZeros(digits: string): string {
  let start = 0;
  while (digits.charCodeAt(start) === 48) start++;
  return digits.slice(start);
}

function trimTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
