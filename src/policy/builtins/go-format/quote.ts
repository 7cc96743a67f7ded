import { isPrintable } from './printable.ts';

/** A string as Go source (strconv.Quote); with `ascii`, nothing beyond ASCII stays as it is. */
export function quoted(text: string, ascii = false): string {
  if (PLAIN_TEXT.test(text)) return `"${text}"`;
  let body = '';
  for (const character of text) body += escaped(character, '"', ascii);
  return `"${body}"`;
}

/** A character as Go source (strconv.QuoteRune). */
export function quotedCharacter(character: string, ascii: boolean): string {
  return `'${escaped(character, "'", ascii)}'`;
}

/** Whether a string can stand between backquotes (strconv.CanBackquote). */
export function canBackquote(text: string): boolean {
  return text.isWellFormed() && !/[\x00-\x08\x0a-\x1f\x7f`\ufeff]/.test(text);
}

/** Nothing to escape, and all of it printable. */
const PLAIN_TEXT = /^[ !#-[\]-~]*$/;

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escaped(character: string, quote: string, ascii: boolean): string {
  if (character === quote || character === '\\') return `\\${character}`;
  const code = character.codePointAt(0) as number;
  // A byte that is no UTF-8.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (isPrintable(character) && (!ascii || code < 0x80)) return character;
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
