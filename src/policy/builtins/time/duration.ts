import { OperandError } from '../operands.ts';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  // The sign for micro, and the Greek letter that looks like it.
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Hours of the units that OPA adds to Go's. */
const HOURS: Readonly<Record<string, number>> = { d: 24, w: 7 * 24, y: 365 * 24 };

const MAX = 1n << 63n;
/** A fraction is read up to where its digits as an integer stay below this. */
const MAX_FRACTION = MAX - 1n;

const SEGMENT = /([0-9]*)(\.[0-9]*)?([^0-9.]+)/y;
const EXTENDED = /([0-9.]+)(ms|us|\u00b5s|ns|[a-z])/y;

/** Nanoseconds of a duration as Go writes it (`-1h2.5s`), with OPA's units for days, weeks and years besides. */
export function parseDuration(text: string): bigint {
  const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const total = sumOf(/[dwy]/.test(rest) ? inHours(rest) : rest);
  if (sign === '-') return -total;
  if (total === MAX) throw new OperandError('the duration is out of range');
  return total;
}

function sumOf(text: string): bigint {
  if (text === '0') return 0n;
  let sum = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of segments(text, SEGMENT)) {
    // Go's sum has 64 bits, of which only the last two values are told apart from the others.
    sum = BigInt.asUintN(64, sum + nanosecondsOf(whole, fraction.slice(1), unit));
    if (sum > MAX) throw new OperandError('the duration is out of range');
  }
  return sum;
}

function nanosecondsOf(whole: string, fraction: string, name: string): bigint {
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  if (unit === undefined || (whole === '' && fraction === '')) throw new OperandError('no duration');
  const digits = whole.replace(/^0+/, '');
  if (digits.length > MAX_DIGITS) throw new OperandError('the duration is out of range');
  let value = BigInt(digits) * unit;
  if (value > MAX) throw new OperandError('the duration is out of range');
  const { numerator, scale } = fractionOf(fraction);
  if (numerator > 0n) value += BigInt(Math.trunc(Number(numerator) * (Number(unit) / scale)));
  if (value > MAX) throw new OperandError('the duration is out of range');
  return value;
}

const MAX_DIGITS = 19;

/** Go keeps a fraction as an integer of 63 bits, and forgets the digits that it has no room for. */
function fractionOf(digits: string): { numerator: bigint; scale: number } {
  let [numerator, scale] = [0n, 1];
  for (const digit of digits) {
    if (numerator > MAX_FRACTION / 10n) break;
    const next = numerator * 10n + BigInt(digit);
    if (next > MAX) break;
    numerator = next;
    scale *= 10;
  }
  return { numerator, scale };
}

/** The duration with OPA's units turned into hours. */
function inHours(text: string): string {
  return Array.from(segments(text, EXTENDED), ([segment, digits = '', unit = '']) => {
    const hours = Object.hasOwn(HOURS, unit) ? HOURS[unit] : undefined;
    if (hours === undefined) return segment;
    if (!/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(digits)) throw new OperandError('no number');
    return `${plainText(Number(digits) * hours)}h`;
  }).join('');
}

/** All of a text as a series of matches of a sticky pattern. */
function* segments(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  const sticky = new RegExp(pattern);
  do {
    const found = sticky.exec(text);
    if (found === null) throw new OperandError('no duration');
    yield found;
  } while (sticky.lastIndex < text.length);
}

/** A number without an exponent, with as many digits as it takes to read the same number. */
function plainText(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const power = Number(exponent);
  return power < 0 ? `0.${'0'.repeat(-power - 1)}${whole}${fraction}` : whole + fraction.padEnd(power, '0');
}
