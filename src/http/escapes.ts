import { GatewayError } from '../errors.ts';
import { hexValue, isIn, UNRESERVED } from './characters.ts';

const PERCENT = 0x25;
const DIGITS = '0123456789ABCDEF';

/**
 * `text` in the normal form of RFC 3986, section 6.2.2: escapes of unreserved characters decoded once, all others with
 * upper-case digits. The same string comes back where nothing has to change. Throws GatewayError `bad_target` for a
 * character that is not in the classes of `mask`, for a malformed escape, and for an escaped byte that `refused` names.
 */
export function normalizeEscapes(text: string, mask: number, refused: (byte: number) => boolean): string {
  let out = '';
  let copied = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isIn(code, mask)) continue;
    if (code !== PERCENT) throw badTarget('the target holds a character that has to be percent-encoded');
    const byte = escapedByte(text, i);
    if (refused(byte)) throw badTarget('the target holds an escape that is not accepted');
    const plain = isIn(byte, UNRESERVED);
    const normal = plain ? String.fromCharCode(byte) : `%${DIGITS[byte >> 4]}${DIGITS[byte & 15]}`;
    out += text.slice(copied, i) + normal;
    i += 2;
    copied = i + 1;
  }
  return copied === 0 ? text : out + text.slice(copied);
}

/** `text` with all escapes decoded as UTF-8. Throws GatewayError `bad_target` where they are not UTF-8. */
export function decodeEscapes(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw badTarget('the target holds escapes that are not UTF-8', cause);
  }
}

/** The client learns what is wrong; the target itself is not repeated. */
export function badTarget(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('bad_target', `refused a request: ${detail}`, { detail, cause });
}

function escapedByte(text: string, at: number): number {
  const high = hexValue(text.charCodeAt(at + 1));
  const low = hexValue(text.charCodeAt(at + 2));
  if (high < 0 || low < 0) throw badTarget('the target holds a malformed percent-escape');
  return high * 16 + low;
}
