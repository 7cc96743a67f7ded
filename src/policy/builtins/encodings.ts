import { bytesOf, textOf } from '../bytes.ts';
import type { Builtin } from './builtin.ts';
import { OperandError, text } from './operands.ts';

/** Text of bytes (OPA: topdown/encoding.go). */
export const ENCODINGS: Readonly<Record<string, Builtin>> = {
  'base64url.encode_no_pad': ([value]) => bytesOf(text(value)).toString('base64url'),
  'hex.decode': ([value]) => textOf(hexBytes(text(value))),
  'hex.encode': ([value]) => bytesOf(text(value)).toString('hex'),
};

function hexBytes(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex');
  // Node stops at what is no pair of digits.
  if (bytes.length * 2 !== hex.length) throw new OperandError('not hexadecimal');
  return bytes;
}
