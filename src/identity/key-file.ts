import { readFile } from 'node:fs/promises';
import { GatewayError } from '../errors.ts';
import { type KeySet, readKeySet } from './jwks.ts';
import type { KeySource } from './source.ts';

/**
 * A JSON Web Key Set in a file. The file is part of the configuration: when it changes, the next generation reads it.
 *
 * @throws GatewayError config_invalid
 */
export async function openKeyFile(path: string, algorithms: readonly string[], now: () => number): Promise<KeySource> {
  const keys = await read(path, algorithms);
  const status = { loadedAt: now(), error: undefined };
  return {
    status,
    current: () => keys,
    load: async () => keys,
    renew: async () => keys,
    retain() {},
    release() {},
  };
}

async function read(path: string, algorithms: readonly string[]): Promise<KeySet> {
  try {
    return await readKeySet(await readFile(path, 'utf8'), algorithms);
  } catch (error) {
    const message = `the key set cannot be used: ${(error as Error).message}`;
    const findings = [{ file: path, code: 'jwks', message }];
    throw new GatewayError('config_invalid', `${path}: ${message}`, { findings, cause: error });
  }
}
