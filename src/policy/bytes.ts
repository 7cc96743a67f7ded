import { isUtf8 } from 'node:buffer';

/**
 * A string of Rego is bytes that need not be UTF-8: `hex.decode("ff")` is one byte. A JavaScript string holds such a
 * byte as a lone surrogate, U+DC80 for 0x80 to U+DCFF for 0xFF (what Python calls `surrogateescape`). No other lone
 * surrogate can come from a policy: in data and input they were replaced, and JSON in a policy means U+FFFD by them.
 */
const ESCAPED = 0xdc00;

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The bytes of a Rego string. */
export function bytesOf(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts: Buffer[] = [];
  let at = 0;
  for (const { index, 0: unit } of text.matchAll(LONE)) {
    if (index > at) parts.push(Buffer.from(text.slice(at, index)));
    const byte = unit.charCodeAt(0) - ESCAPED;
    parts.push(byte >= 0x80 && byte <= 0xff ? Buffer.from([byte]) : Buffer.from('\ufffd'));
    at = index + 1;
  }
  parts.push(Buffer.from(text.slice(at)));
  return Buffer.concat(parts);
}

/** The Rego string of these bytes. */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isUtf8(buffer)) return buffer.toString();
  let text = '';
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at);
    text +=
      length === 0 ? String.fromCharCode(ESCAPED + (buffer[at] as number)) : buffer.toString('utf8', at, at + length);
    at += length || 1;
  }
  return text;
}

/**
 * A text that was decoded from these bytes in the quick way; where that put U+FFFD for what is no UTF-8, the string that
 * keeps it.
 */
export function exactText(decoded: string, bytes: () => Uint8Array): string {
  return decoded.includes('\ufffd') ? textOf(bytes()) : decoded;
}

/** Length of the well-formed UTF-8 sequence at this offset; 0 where there is none. */
function sequenceLength(buffer: Buffer, at: number): number {
  const lead = buffer[at] as number;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return at + length <= buffer.length && isUtf8(buffer.subarray(at, at + length)) ? length : 0;
}
