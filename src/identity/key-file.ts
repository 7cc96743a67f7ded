import { GatewayError } from '../errors.ts';
import { type KeySet, readKeySet } from './jwks.ts';
import type { KeySource } from './source.ts';
import { WatchedFile } from './watched-file.ts';

/**
 * A JSON Web Key Set in a file.
 *
 * @throws GatewayError config_invalid
 */
export async function openKeyFile(path: string, algorithms: readonly string[], now: () => number): Promise<KeySource> {
  const file = await WatchedFile.open<KeySet>(
    path,
    (text, previous) => readKeySet(text, algorithms, previous),
    now,
  ).catch((error: Error) => {
    const message = `The key set cannot be used: ${error.message}`;
    throw new GatewayError('config_invalid', `${path}: ${message}`, {
      findings: [{ file: path, code: 'jwks', message }],
      cause: error,
    });
  });
  return {
    current: () => file.value,
    load: async () => file.value,
    renew: async () => file.value,
    get status() {
      return file.status;
    },
    retain: () => file.retain(),
    release: () => file.release(),
  };
}
