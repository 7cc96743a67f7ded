import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ApiKeysConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { type ApiKeyEntry, readApiKeyFile } from './api-key-file.ts';
import { noteExpiry } from './expiry.ts';
import { freezeDeep, type Subject } from './subject.ts';

/** `rgk_ID_SECRET`: the id tells whose key it is when one is found where it should not be; the secret has 256 bits. */
const KEY = /^rgk_([A-Za-z0-9.@-]{1,128})_[A-Za-z0-9_-]{43}$/;
const MAX_KEY_LENGTH = 256;
const NO_KEY = Buffer.alloc(32);

interface Kept {
  readonly digest: Buffer;
  readonly subject: Subject;
  readonly expiresAt: number;
}

/**
 * The API keys of one file. A key is found by its id, which is no secret; then its SHA-256 is compared with the kept one,
 * in constant time, as it is with nothing where the id is not known. One SHA-256 is enough to keep a key: its secret is
 * random, so there is nothing to guess that a slow hash would have to protect.
 */
export class ApiKeySet {
  readonly config: ApiKeysConfig;
  readonly #keys: ReadonlyMap<string, Kept>;

  /**
   * Reads the file of a key set. The file is part of the configuration: when it changes, the next generation reads it.
   *
   * @throws GatewayError config_invalid
   */
  static async open(config: ApiKeysConfig): Promise<ApiKeySet> {
    const text = await readFile(config.file, 'utf8').catch((error: Error) => {
      const findings = [{ file: config.file, code: 'file', message: error.message }];
      throw new GatewayError('config_invalid', error.message, { findings, cause: error });
    });
    return new ApiKeySet(config, readApiKeyFile(text, config.file));
  }

  private constructor(config: ApiKeysConfig, entries: readonly ApiKeyEntry[]) {
    this.config = config;
    this.#keys = new Map(entries.map((entry) => [entry.id, keep(entry, config.name)]));
  }

  /**
   * The subject of a key, where it is one of the set and has not expired. Keys are compared by their exact bytes.
   *
   * @param nowMs Unix milliseconds.
   */
  find(key: string, nowMs: number): Subject | undefined {
    const id = key.length > MAX_KEY_LENGTH ? undefined : KEY.exec(key)?.[1];
    if (id === undefined) return undefined;
    const kept = this.#keys.get(id);
    const equal = timingSafeEqual(digestOf(key), kept?.digest ?? NO_KEY);
    return kept && equal && nowMs < kept.expiresAt ? kept.subject : undefined;
  }
}

/** A new key and what a key file keeps of it. The id is one that a key file takes. */
export function createApiKey(id: string): { readonly key: string; readonly hash: string } {
  const key = `rgk_${id}_${randomBytes(32).toString('base64url')}`;
  return { key, hash: `sha256:${digestOf(key).toString('hex')}` };
}

function keep({ id, hash: digest, scopes, attributes, expiresAt }: ApiKeyEntry, issuer: string): Kept {
  const subject: Subject = { kind: 'api_key', id, issuer, scopes, claims: attributes };
  noteExpiry(subject, expiresAt);
  return { digest: Buffer.from(digest, 'hex'), subject: freezeDeep(subject), expiresAt };
}

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
