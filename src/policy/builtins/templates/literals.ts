import { bytesOf, textOf } from '../../bytes.ts';
import { GoInteger } from '../go-format/values.ts';
import { OperandError } from '../operands.ts';
import type { Operand } from './nodes.ts';

/** The string that a literal of Go stands for, with its quotes (strconv.Unquote). */
export function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  const text = body.toWellFormed().replace(ESCAPE, (_, ...groups: (string | undefined)[]) => {
    const value = readEscape(groups, '"');
    return typeof value === 'string' ? value : String.fromCodePoint(value);
  });
  return textOf(bytesOf(text));
}

/** The code point that a character literal stands for. */
export function characterOf(literal: string): Operand {
  const body = literal.slice(1, -1).toWellFormed();
  const escaped = new RegExp(`^(?:${ESCAPE.source})$`, 'su').exec(body);
  if (escaped === null) {
    if ([...body].length !== 1 || body === '\\') throw malformed();
    return integer(BigInt(body.codePointAt(0) as number));
  }
  const value = readEscape(escaped.slice(1), "'");
  return integer(BigInt(typeof value === 'number' ? value : (value.codePointAt(0) as number) - BYTE));
}

const ESCAPE = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))/gsu;

const SHORT: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

/** Where a string has the byte that is no character of its own (see bytes.ts). */
const BYTE = 0xdc00;

/** A code point, or the string that is one byte. */
function readEscape([short, hex, octal, u4, u8]: readonly (string | undefined)[], quote: string): number | string {
  if (short !== undefined) {
    const code = short === quote ? short.charCodeAt(0) : SHORT[short];
    if (code === undefined) throw malformed();
    return code;
  }
  const byte =
    hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : undefined;
  if (byte !== undefined) {
    if (byte > 0xff) throw malformed();
    return byte < 0x80 ? byte : String.fromCharCode(BYTE + byte);
  }
  const code = Number.parseInt(u4 ?? u8 ?? '', 16);
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw malformed();
  return code;
}

/** Every digit may follow an underscore but the first; so none of these can be read in two ways. */
const INTEGER = /^[-+]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const DIGITS = '[0-9](?:_?[0-9])*';
const FLOAT = new RegExp(`^[-+]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][-+]?${DIGITS})?$`);

/** Longer ones do not fit into 64 bits. */
const MAX_LITERAL = 200;

/**
 * The number that a literal of Go stands for.
 *
 * @throws OperandError for imaginary numbers and hexadecimal fractions too, which Go would take
 */
export function numberOf(literal: string): Operand {
  if (literal.length > MAX_LITERAL) throw malformed();
  if (INTEGER.test(literal)) return integer(integerOf(literal.replaceAll('_', '')));
  if (!FLOAT.test(literal) || !/[.eE]/.test(literal)) throw malformed();
  const value = Number(literal.replaceAll('_', ''));
  if (!Number.isFinite(value)) throw malformed();
  return { kind: 'constant', value };
}

function integerOf(literal: string): bigint {
  const negative = literal.startsWith('-');
  const digits = literal.replace(/^[-+]/, '').replace(/^0(?=[0-7])/, '0o');
  return negative ? -BigInt(digits) : BigInt(digits);
}

function integer(value: bigint): Operand {
  if (value >= -(1n << 63n) && value < 1n << 63n) return { kind: 'constant', value: new GoInteger('int', value) };
  if (value > 0n && value < 1n << 64n) return { kind: 'overflow' };
  throw malformed();
}

function malformed(): OperandError {
  return new OperandError('a malformed constant');
}
