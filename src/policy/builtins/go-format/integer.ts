import { LimitExceeded } from '../../faults.ts';
import { type Flags, padded, repeated } from './flags.ts';
import { isPrintable } from './printable.ts';
import { quotedCharacter } from './quote.ts';

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, s: 10, v: 10, x: 16, X: 16 };
const PREFIXES: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' };

/** An int, int64 or uint8 by a verb; undefined where the verb is not for integers. */
export function formatInteger(value: bigint, verb: string, flags: Flags, unsigned: boolean): string | undefined {
  switch (verb) {
    case 'c':
      return padded(characterOf(value), flags);
    case 'q':
      return padded(quotedCharacter(characterOf(value), flags.plus), flags);
    case 'U':
      return unicode(value, flags);
    case 'v':
      return unsigned && flags.sharpV ? digits(value, 'x', { ...flags, sharp: true }) : digits(value, verb, flags);
    case 's':
      return undefined;
    default:
      return BASES[verb] === undefined ? undefined : digits(value, verb, flags);
  }
}

function digits(value: bigint, verb: string, flags: Flags): string {
  const { width = 0, precision, sharp, zero, minus } = flags;
  const spaced = { ...flags, zero: false };
  if (precision === 0 && value === 0n) return padded('', spaced);
  const sign = signOf(value, flags.plus, flags.space);
  const least = precision ?? (zero && !minus ? width - sign.length : 0);
  const plain = magnitudeOf(value, verb);
  const filled = repeated('0', least - plain.length) + plain;
  // An octal number that begins with a zero needs no other one.
  const marked = sharp && !(verb === 'o' && filled.startsWith('0')) ? (PREFIXES[verb] ?? '') + filled : filled;
  const octal = verb === 'O' ? `0o${sharp && !filled.startsWith('0') ? '0' : ''}` : '';
  return padded(sign + octal + marked, spaced);
}

/** Most decimal digits of a number that is written in another base: the time goes by their square. */
const MAX_DIGITS = 1 << 15;

/** A `*big.Int` by a verb, as math/big prints it; its text is decimal. */
export function formatBigInteger(value: bigint, verb: string, flags: Flags): string {
  if (BASES[verb] === undefined) return `%!${verb}(big.Int=${value})`;
  const { width = 0, precision, minus, zero } = flags;
  const sign = signOf(value, flags.plus || flags.plusV, flags.space);
  const prefix = verb === 'O' ? '0o' : flags.sharp || flags.sharpV ? (PREFIXES[verb] ?? '') : '';
  const plain = magnitudeOf(value, verb);
  const least = precision ?? (zero && !minus ? width - sign.length - prefix.length : 0);
  return padded(sign + prefix + repeated('0', least - plain.length) + plain, { ...flags, zero: false });
}

function magnitudeOf(value: bigint, verb: string): string {
  const text = (value < 0n ? -value : value).toString(BASES[verb]);
  return verb === 'X' ? text.toUpperCase() : text;
}

function signOf(value: bigint, plus: boolean, space: boolean): string {
  if (value < 0n) return '-';
  if (plus) return '+';
  return space ? ' ' : '';
}

/** `U+0041`, and with `#` the character too. */
function unicode(value: bigint, flags: Flags): string {
  const code = BigInt.asUintN(64, value);
  const hex = code.toString(16).toUpperCase();
  const character = code <= MAX_RUNE ? String.fromCodePoint(Number(code)) : '';
  const shown = flags.sharp && isPrintable(character) ? ` '${character}'` : '';
  const zeros = repeated('0', Math.max(flags.precision ?? 4, 4) - hex.length);
  return padded(`U+${zeros}${hex}${shown}`, { ...flags, zero: false });
}

const MAX_RUNE = 0x10ffffn;

/** The character of a code point; U+FFFD where there is none. */
function characterOf(value: bigint): string {
  if (value < 0n || value > MAX_RUNE || (value >= 0xd800n && value < 0xe000n)) return '\ufffd';
  return String.fromCodePoint(Number(value));
}

/** An integer from its decimal text. @throws LimitExceeded where it has too many digits */
export function integerFromText(text: string): bigint {
  if (text.length > MAX_DIGITS) throw new LimitExceeded('a number has too many digits to be formatted');
  return BigInt(text);
}
