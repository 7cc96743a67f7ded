import { OperandError } from './operands.ts';

const STANDARD = /^[0-9A-Za-z+/]*={0,2}$/;
const URL_SAFE = /^[0-9A-Za-z_-]*={0,2}$/;
const LINE_ENDS = /[\r\n]/g;

/**
 * Bytes of base64 text with its padding; line ends are skipped (Go: base64.StdEncoding).
 *
 * @throws OperandError
 */
export function decodeBase64(text: string): Buffer {
  return decode(text, STANDARD);
}

/**
 * Bytes of base64url text. The padding may be missing (OPA: base64url.decode).
 *
 * @throws OperandError
 */
export function decodeBase64Url(text: string): Buffer {
  if (text.endsWith('=')) return decode(text, URL_SAFE);
  if (text.length % 4 === 1) throw new OperandError('no base64');
  return decode(text + '='.repeat(-text.length & 3), URL_SAFE);
}

function decode(text: string, alphabet: RegExp): Buffer {
  const line = text.replace(LINE_ENDS, '');
  if (line.length % 4 !== 0 || !alphabet.test(line)) throw new OperandError('no base64');
  // Node reads both alphabets.
  return Buffer.from(line, 'base64');
}
