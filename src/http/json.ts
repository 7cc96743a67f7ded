import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import { readJson } from './json-text.ts';

/** Nesting of arrays and objects that a body may have. */
export const MAX_DEPTH = 64;

/** Digits that a double keeps in any case. */
const EXACT_DIGITS = 15;

/**
 * A JSON text as every reader must understand it. What readers may take in different ways is refused: bytes that are not
 * UTF-8, a byte order mark, a member name that occurs twice in an object, a lone surrogate, a number outside the range of
 * a double, more than 64 levels. A number that a double cannot hold exactly becomes a `JSON.rawJSON` object, so that
 * `JSON.stringify` gives its digits unchanged.
 *
 * @throws GatewayError `bad_body`.
 */
export function parseStrictJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw badBody('The body is not UTF-8.');
  const text = bytes.toString('utf8');
  const traits = scan(text);
  if (traits.depth > MAX_DEPTH) throw badBody(`The body is nested more than ${MAX_DEPTH} levels deep.`);
  let value: unknown;
  try {
    value = readJson(text, traits.longNumbers ? keepDigits : undefined);
  } catch (cause) {
    throw badBody('The body is not valid JSON.', cause);
  }
  if (traits.members !== countMembers(value)) throw badBody('An object of the body has a member name twice.');
  if (traits.surrogates && !isWellFormed(value)) throw badBody('A string of the body has a lone surrogate.');
  return value;
}

interface Traits {
  depth: number;
  /** Names of members, those that occur again counted again. */
  members: number;
  /** Whether a number may have more digits than a double keeps, or an exponent. */
  longNumbers: boolean;
  /** Whether an escape names a surrogate. */
  surrogates: boolean;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** One pass over a text that may be anything: whether it is JSON is asked afterwards. */
function scan(text: string): Traits {
  const traits: Traits = { depth: 0, members: 0, longNumbers: false, surrogates: /\\u[dD][89a-fA-F]/.test(text) };
  let depth = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) {
      if (++digits > EXACT_DIGITS) traits.longNumbers = true;
      continue;
    }
    if (code === 0x2e) continue;
    if (digits > 0 && (code === 0x65 || code === 0x45)) traits.longNumbers = true;
    digits = 0;
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) traits.members++;
    else if (code === 0x7b || code === 0x5b) traits.depth = Math.max(traits.depth, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return traits;
}

/** Index of the quotation mark that ends the string, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** JSON.parse keeps one member of each name, so a smaller count than the text's means a repeated name. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null || isRaw(value)) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item);
    return count;
  }
  const members = value as Record<string, unknown>;
  for (const name in members) count += 1 + countMembers(members[name]);
  return count;
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWellFormed(member));
}

function keepDigits(source: string): unknown {
  const value = Number(source);
  if (String(value) === source || isExact(value, source)) return value;
  if (!Number.isFinite(value)) throw new RangeError('a number is out of range');
  return JSON.rawJSON(source);
}

/** Whether the double stands for the decimal number: few digits, and not so near to zero that some are lost. */
function isExact(value: number, source: string): boolean {
  const digits = source.replace(/[eE].*/, '').replace(/\D/g, '');
  if (digits.length > EXACT_DIGITS || !Number.isFinite(value)) return false;
  return Math.abs(value) > 1e-300 || /^0+$/.test(digits);
}

function isRaw(value: object): boolean {
  return Object.getPrototypeOf(value) === null;
}

function badBody(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('bad_body', detail, { detail, cause });
}
