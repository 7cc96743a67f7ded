import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
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
  const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GatewayError('bundle_invalid', `The data of the bundle is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GatewayError('bundle_invalid', 'The data of the bundle is not an object');
  }
  const mended = mendSurrogates(text);
  return mended === text ? data : Buffer.from(mended);
}
