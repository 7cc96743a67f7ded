import { binaryOf, binaryText, hexText } from './binary.ts';
import { type DecimalDigits, roundedDigits, shortestDigits } from './decimal-digits.ts';
import { checkLength, type Flags, padded, repeated } from './flags.ts';

/** A finite float64 by a verb; undefined where the verb is not for floats. */
export function formatFloat(value: number, verb: string, flags: Flags): string | undefined {
  checkLength(flags.precision ?? 0);
  const magnitude = magnitudeOf(value, verb, flags.precision);
  if (magnitude === undefined) return undefined;
  const body = flags.sharp && verb !== 'b' ? pointed(magnitude, verb, flags.precision) : magnitude;
  const sign = binaryOf(value).negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const { width = 0, zero, minus } = flags;
  const zeros = zero && !minus ? repeated('0', width - sign.length - body.length) : '';
  return padded(sign + zeros + body, flags);
}

function magnitudeOf(value: number, verb: string, precision: number | undefined): string | undefined {
  switch (verb) {
    case 'v':
    case 'g':
      return general(value, precision);
    case 'G':
      return general(value, precision).toUpperCase();
    case 'e':
      return exponential(roundedDigits(value, { count: (precision ?? 6) + 1 }), precision ?? 6);
    case 'E':
      return magnitudeOf(value, 'e', precision)?.toUpperCase();
    case 'f':
    case 'F':
      return fixed(roundedDigits(value, { behindPoint: precision ?? 6 }), precision ?? 6);
    case 'b':
      return binaryText(binaryOf(value));
    case 'x':
      return hexText(binaryOf(value), precision);
    case 'X':
      return hexText(binaryOf(value), precision).toUpperCase();
    default:
      return undefined;
  }
}

/** The shorter way to write it: with an exponent where that is below -4, or not below the precision. */
function general(value: number, precision: number | undefined): string {
  const count = precision === 0 ? 1 : precision;
  const decimal = count === undefined ? shortestDigits(value) : roundedDigits(value, { count });
  const { digits, point } = decimal;
  const power = digits === '' ? -1 : point - 1;
  if (power < -4 || power >= exponentFrom(decimal, count)) return exponential(decimal, Math.max(digits.length - 1, 0));
  return fixed(decimal, Math.max(digits.length - point, 0));
}

function exponentFrom({ digits, point }: DecimalDigits, count: number | undefined): number {
  if (count === undefined) return 6;
  return count > digits.length && digits.length >= point ? digits.length : count;
}

function exponential({ digits, point }: DecimalDigits, precision: number): string {
  const power = digits === '' ? 0 : point - 1;
  const fraction = digits.slice(1) + repeated('0', precision - Math.max(digits.length - 1, 0));
  const exponent = String(Math.abs(power)).padStart(2, '0');
  return `${digits[0] ?? '0'}${fraction && `.${fraction}`}e${power < 0 ? '-' : '+'}${exponent}`;
}

function fixed({ digits, point }: DecimalDigits, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point) + repeated('0', point - digits.length) : '0';
  const fraction = (repeated('0', Math.min(-point, precision)) + digits.slice(Math.max(point, 0))).slice(0, precision);
  return precision === 0 ? whole : `${whole}.${fraction}${repeated('0', precision - fraction.length)}`;
}

/** With `#`: always a decimal point, and for `%g` all the digits that the precision promises. */
function pointed(text: string, verb: string, precision: number | undefined): string {
  const end = text.search(verb === 'x' || verb === 'X' ? /[pP]/ : /[eEpP]/);
  const [body, tail] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end)];
  const promised = ['v', 'g', 'G', 'x'].includes(verb) ? (precision ?? 6) : 0;
  const shown = body === '0' ? 1 : body.replace('.', '').replace(/^0+/, '').length;
  const point = body.includes('.') ? '' : '.';
  return body + point + repeated('0', promised - shown) + tail;
}
