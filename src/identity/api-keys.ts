import { createHmac, hash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ApiKeysConfig } from '../config/types.ts';
import { type ApiKeyEntry, readApiKeyFile } from './api-key-file.ts';
import { freezeDeep, type Subject } from './subject.ts';

const PRESENTABLE = /^[\x21-\x7e]{1,512}$/;

interface Kept {
  readonly subject: Subject;
  readonly expiresAt: number;
}

/**
 * The API keys of one file, found by the key that a client presents.
 *
 * A key is a random text of 256 bits, so one SHA-256 keeps it: there is nothing to guess that a slow hash would have to
 * protect. Both the kept and the presented hash are put through HMAC with a secret of this process before they are
 * compared: nobody outside can choose or predict what is compared, so its timing tells nothing about a key, and the
 * look-up may be an ordinary one.
 */
export class ApiKeySet {
  readonly config: ApiKeysConfig;
  readonly #secret = randomBytes(32);
  readonly #keys = new Map<string, Kept>();

  /**
   * Reads the file of a key set. The file is part of the configuration: when it changes, the next generation reads it.
   *
   * @throws GatewayError config_invalid
   */
  static async open(config: ApiKeysConfig): Promise<ApiKeySet> {
    return new ApiKeySet(config, readApiKeyFile(await readFile(config.file, 'utf8'), config.file));
  }

  private constructor(config: ApiKeysConfig, entries: readonly ApiKeyEntry[]) {
    this.config = config;
    for (const { id, hash, scopes, attributes, expiresAt } of entries) {
      const subject: Subject = { kind: 'api_key', id, issuer: config.name, scopes, claims: attributes };
      this.#keys.set(this.#blind(hash), { subject: freezeDeep(subject), expiresAt });
    }
  }

  /**
   * The subject of a key, where it is one of the set and has not expired. Keys are compared by their exact bytes; anything
   * but 1 to 512 visible ASCII characters is no key.
   *
   * @param nowMs Unix milliseconds.
   */
  find(key: string, nowMs: number): Subject | undefined {
    if (!PRESENTABLE.test(key)) return undefined;
    const kept = this.#keys.get(this.#blind(hashApiKey(key)));
    return kept && nowMs < kept.expiresAt ? kept.subject : undefined;
  }

  #blind(hash: string): string {
    return createHmac('sha256', this.#secret).update(hash, 'latin1').digest('latin1');
  }
}

/** The hash that a key file keeps of a key: SHA-256 of its characters, lower-case hex. */
export function hashApiKey(key: string): string {
  return hash('sha256', key);
}
