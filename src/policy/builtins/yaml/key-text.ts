import { OperandError } from '../operands.ts';
import { shortestText } from './go-float.ts';
import type { Scalar } from './resolve.ts';

/** The name in JSON of a key. Null and times are none. */
export function keyText(key: Scalar): string {
  switch (typeof key) {
    case 'string':
      return key;
    case 'number':
      return shortestText(key, 32);
    case 'bigint':
    case 'boolean':
      return String(key);
    default:
      throw new OperandError('no key of JSON');
  }
}
