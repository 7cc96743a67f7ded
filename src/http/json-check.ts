const [QUOTE, COMMA, MINUS, ZERO, COLON] = [0x22, 0x2c, 0x2d, 0x30, 0x3a] as const;
const [OPEN_LIST, BACKSLASH, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5c, 0x7b, 0x7d] as const;

const CONSTANTS = ['true', 'false', 'null'].map((text) => Buffer.from(text));
const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));

/**
 * Looks whether UTF-8 text is JSON (RFC 8259), and makes nothing of it. `JSON.parse` makes objects, which for a hundred MB
 * with many different names takes a quarter of a minute.
 *
 * @returns the first character of the value: `{` for an object
 * @throws SyntaxError
 */
export function checkJson(bytes: Uint8Array): string {
  /** Of each list or object that is open: what closes it. */
  const open: number[] = [];
  const start = afterSpace(bytes, 0);
  let at = start;
  for (;;) {
    // A value begins here.
    const byte = bytes[at];
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      const close = byte + 2;
      at = afterSpace(bytes, at + 1);
      if (bytes[at] !== close) {
        open.push(close);
        if (close === CLOSE_OBJECT) at = afterName(bytes, at);
        continue;
      }
      at++;
    } else {
      at = afterScalar(bytes, at);
    }
    // It ended. What is around it ends too, or goes on.
    at = afterSpace(bytes, at);
    while (open.length > 0 && bytes[at] === open.at(-1)) {
      open.pop();
      at = afterSpace(bytes, at + 1);
    }
    if (open.length === 0) break;
    if (bytes[at] !== COMMA) throw unexpected(at);
    at = afterSpace(bytes, at + 1);
    if (open.at(-1) === CLOSE_OBJECT) at = afterName(bytes, at);
  }
  if (at < bytes.length) throw unexpected(at);
  return String.fromCharCode(bytes[start] as number);
}

/** Behind the name of a member, its colon and the space around it. */
function afterName(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) throw unexpected(start);
  const at = afterSpace(bytes, afterString(bytes, start));
  if (bytes[at] !== COLON) throw unexpected(at);
  return afterSpace(bytes, at + 1);
}

function afterScalar(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === QUOTE) return afterString(bytes, at);
  if (byte === MINUS || isDigit(byte)) return afterNumber(bytes, at);
  const constant = CONSTANTS.find((text) => text.every((expected, i) => bytes[at + i] === expected));
  if (constant === undefined) throw unexpected(at);
  return at + constant.length;
}

function afterString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
    if (byte === undefined || byte < 0x20) throw unexpected(at);
    at = byte === BACKSLASH ? afterEscape(bytes, at) : at + 1;
  }
  return at + 1;
}

function afterEscape(bytes: Uint8Array, at: number): number {
  if (ESCAPES.has(bytes[at + 1] as number)) return at + 2;
  const unit = Buffer.from(bytes.subarray(at + 1, at + 6)).toString('latin1');
  if (!/^u[0-9a-fA-F]{4}$/.test(unit)) throw unexpected(at);
  return at + 6;
}

function afterNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  at = bytes[at] === ZERO ? at + 1 : afterDigits(bytes, at);
  if (bytes[at] === 0x2e) at = afterDigits(bytes, at + 1);
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at;
  const sign = bytes[at + 1];
  return afterDigits(bytes, sign === MINUS || sign === 0x2b ? at + 2 : at + 1);
}

/** Behind one digit or more. */
function afterDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at])) at++;
  if (at === start) throw unexpected(at);
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

function afterSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[++at]);
  return at;
}

function unexpected(at: number): SyntaxError {
  return new SyntaxError(`Unexpected character at position ${at} in JSON`);
}
