import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import { checkJson } from '../http/json-check.ts';
import { mendSurrogates } from './well-formed.ts';

/**
 * The bundle's data as the module may read it. The module's own parser accepts what is no JSON, ends the evaluation at
 * a lone surrogate, and reads some escaped pairs wrongly; so the text is checked here, and such escapes are resolved.
 *
 * @param data JSON text of an object
 * @throws GatewayError `bundle_invalid`
 */
export function checkData(data: Uint8Array): Uint8Array {
  if (!isUtf8(data)) throw new GatewayError('bundle_invalid', 'The data of the bundle is not UTF-8');
  let first: string;
  try {
    first = checkJson(data);
  } catch (cause) {
    throw new GatewayError('bundle_invalid', `The data of the bundle is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (first !== '{') throw new GatewayError('bundle_invalid', 'The data of the bundle is not an object');
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (!bytes.includes('\\u')) return data;
  const text = bytes.toString('utf8');
  const mended = mendSurrogates(text);
  return mended === text ? data : Buffer.from(mended);
}
