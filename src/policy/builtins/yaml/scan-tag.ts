import { OperandError } from '../operands.ts';
import { type Cursor, isBlank, isBlankOrEnd, isBreakOrEnd } from './cursor.ts';
import type { Token } from './token.ts';

const BLANKS = /[ \t]*/y;
const WORD = /[0-9A-Za-z_-]*/y;
const HANDLE = /![0-9A-Za-z_-]*!?/y;
const URI = /[0-9A-Za-z_;/?:@&=+$,.!~*'()[\]-]+/y;
const OCTET = /%[0-9A-Fa-f]{2}/y;
const NUMBER = /[0-9]*/y;
const COMMENT = /#[^\r\n\u0085\u2028\u2029]*/y;
/** Behind the name of an anchor or alias. */
const AFTER_ANCHOR = '?:,]}%@`';

/** The tag of a node; the cursor stands at its first exclamation mark. */
export function scanTag(cursor: Cursor): Token {
  const token = cursor.startsWith('!<') ? verbatimTag(cursor) : shorthandTag(cursor);
  if (!isBlankOrEnd(cursor.peek())) throw new OperandError('a tag ends with a space');
  return token;
}

function verbatimTag(cursor: Cursor): Token {
  cursor.skip(2);
  const suffix = scanUri(cursor);
  if (suffix === '' || !cursor.startsWith('>')) throw new OperandError('a tag is not closed');
  cursor.skip();
  return { kind: 'tag', handle: '', suffix };
}

function shorthandTag(cursor: Cursor): Token {
  const handle = cursor.match(HANDLE);
  const rest = scanUri(cursor);
  if (handle.length > 1 && handle.endsWith('!')) {
    if (rest === '') throw new OperandError('a tag has no name');
    return { kind: 'tag', handle, suffix: rest };
  }
  const suffix = handle.slice(1) + rest;
  return suffix === '' ? { kind: 'tag', handle: '', suffix: '!' } : { kind: 'tag', handle: '!', suffix };
}

function scanUri(cursor: Cursor): string {
  let uri = '';
  for (;;) {
    uri += cursor.match(URI);
    if (!cursor.startsWith('%')) return uri;
    uri += scanEscaped(cursor);
  }
}

/** One character of as many octets as its first one says. */
function scanEscaped(cursor: Cursor): string {
  const octets = [scanOctet(cursor)];
  const lead = octets[0] as number;
  const length = lead < 0x80 ? 1 : (lead & 0xe0) === 0xc0 ? 2 : (lead & 0xf0) === 0xe0 ? 3 : 4;
  if ((lead & 0xc0) === 0x80 || lead >= 0xf8) throw new OperandError('no first octet of UTF-8');
  while (octets.length < length) {
    const octet = scanOctet(cursor);
    if ((octet & 0xc0) !== 0x80) throw new OperandError('no further octet of UTF-8');
    octets.push(octet);
  }
  return Buffer.from(octets).toString();
}

function scanOctet(cursor: Cursor): number {
  const escaped = cursor.match(OCTET);
  if (escaped === '') throw new OperandError('an octet is needed');
  return Number.parseInt(escaped.slice(1), 16);
}

/** The name of an anchor or alias; the cursor stands at the `&` or `*`. */
export function scanName(cursor: Cursor): string {
  cursor.skip();
  const name = cursor.match(WORD);
  const next = cursor.peek();
  if (name === '' || (!isBlankOrEnd(next) && !AFTER_ANCHOR.includes(String.fromCharCode(next)))) {
    throw new OperandError('a name is needed');
  }
  return name;
}

/** A directive with the rest of its line; the cursor stands at the `%`. */
export function scanDirective(cursor: Cursor): Token {
  cursor.skip();
  const name = cursor.match(WORD);
  if (!isBlankOrEnd(cursor.peek())) throw new OperandError('the name of a directive ends with a space');
  cursor.match(BLANKS);
  const token = name === 'YAML' ? version(cursor) : name === 'TAG' ? tagDirective(cursor) : undefined;
  if (token === undefined) throw new OperandError('an unknown directive');
  cursor.match(BLANKS);
  cursor.match(COMMENT);
  if (!isBreakOrEnd(cursor.peek())) throw new OperandError('a directive ends with its line');
  cursor.lineBreak();
  return token;
}

function version(cursor: Cursor): Token {
  const major = scanNumber(cursor);
  if (!cursor.startsWith('.')) throw new OperandError('a version has two numbers');
  cursor.skip();
  return { kind: 'version', text: `${major}.${scanNumber(cursor)}` };
}

function scanNumber(cursor: Cursor): number {
  const digits = cursor.match(NUMBER);
  if (digits === '' || digits.length > 2) throw new OperandError('a number of a version has one or two digits');
  return Number(digits);
}

function tagDirective(cursor: Cursor): Token {
  const handle = cursor.match(HANDLE);
  if (handle === '' || (handle !== '!' && !handle.endsWith('!'))) throw new OperandError('a handle is needed');
  if (!isBlank(cursor.peek())) throw new OperandError('a handle ends with a space');
  cursor.match(BLANKS);
  const prefix = scanUri(cursor);
  if (prefix === '' || !isBlankOrEnd(cursor.peek())) throw new OperandError('a prefix is needed');
  return { kind: 'tag-directive', handle, prefix };
}
