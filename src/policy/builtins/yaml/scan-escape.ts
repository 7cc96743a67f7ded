import { OperandError } from '../operands.ts';
import type { Cursor } from './cursor.ts';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const HEXADECIMAL: ReadonlyMap<string, RegExp> = new Map([
  ['x', /[0-9a-fA-F]{2}/y],
  ['u', /[0-9a-fA-F]{4}/y],
  ['U', /[0-9a-fA-F]{8}/y],
]);

const MAX_CODE_POINT = 0x10ffff;

/** What an escape in double quotes means; the cursor stands at the backslash. */
export function scanEscape(cursor: Cursor): string {
  cursor.skip();
  const name = String.fromCharCode(cursor.peek());
  const plain = ESCAPES.get(name);
  const digits = HEXADECIMAL.get(name);
  if (plain === undefined && digits === undefined) throw new OperandError('an unknown escape');
  cursor.skip();
  return digits === undefined ? (plain as string) : character(cursor.match(digits));
}

function character(digits: string): string {
  const code = Number.parseInt(digits, 16);
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  if (Number.isNaN(code) || surrogate || code > MAX_CODE_POINT) throw new OperandError('an escape of no character');
  return String.fromCodePoint(code);
}
