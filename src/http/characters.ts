/** Classes of characters; a character may be in several. */
export const TOKEN = 1;
export const PATH = 2;
export const QUERY = 4;
export const UNRESERVED = 8;
export const HOST = 16;
export const FIELD_VALUE = 32;

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SUB_DELIMS = "!$&'()*+,;=";
const PCHAR = `${ALPHANUMERIC}-._~${SUB_DELIMS}:@`;

const classes = new Uint8Array(256);

function include(characters: string, mask: number): void {
  for (let i = 0; i < characters.length; i++) classes[characters.charCodeAt(i)]! |= mask;
}

// RFC 9110, section 5.6.2.
include(`${ALPHANUMERIC}!#$%&'*+-.^_\`|~`, TOKEN);
// RFC 3986, sections 2.3 and 3.3.
include(`${ALPHANUMERIC}-._~`, UNRESERVED);
include(`${PCHAR}/`, PATH);
// RFC 3986, section 3.4, and what browsers leave as it is in a query (WHATWG URL, query percent-encode set).
include(`${PCHAR}/?[]{}|\\^\``, QUERY);
// A registered name as DNS and certificates know it; `_` occurs in container networks.
include(`${ALPHANUMERIC}-._`, HOST);
// RFC 9110, section 5.5: HTAB, SP, VCHAR and obs-text.
classes[0x09]! |= FIELD_VALUE;
for (let code = 0x20; code < 0x100; code++) if (code !== 0x7f) classes[code]! |= FIELD_VALUE;

/** Whether the character with this code is in one of the classes of `mask`. Codes above 255 are in none. */
export function isIn(code: number, mask: number): boolean {
  return code < 256 && (classes[code]! & mask) !== 0;
}

/** Whether all of `text` is in one of the classes of `mask`. True for the empty string. */
export function allIn(text: string, mask: number): boolean {
  for (let i = 0; i < text.length; i++) if (!isIn(text.charCodeAt(i), mask)) return false;
  return true;
}

/** Value of a hexadecimal digit, or -1. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
