import { textOf } from '../../bytes.ts';
import { OperandError } from '../operands.ts';
import type { ScalarNode } from './node.ts';
import { resolveScalar, type Scalar } from './resolve.ts';
import { timestampOf } from './timestamp.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What a scalar stands for. */
export function decodeScalar(node: ScalarNode): Scalar {
  if (node.resolved !== undefined) return node.resolved.value;
  if (node.tag === '!!binary') return binary(node.text);
  if (node.tag === '!!timestamp') return timestampOf(node.text);
  return resolveScalar(node.tag, node.text).value;
}

/** Bytes as a text; Go's JSON has U+FFFD for each byte that is no UTF-8. */
function binary(text: string): string {
  const base64 = text.replace(/[\r\n]/g, '');
  if (!BASE64.test(base64)) throw new OperandError('no base64');
  return textOf(Buffer.from(base64, 'base64')).toWellFormed();
}
