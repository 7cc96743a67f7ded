import { createHmac, hash, randomBytes } from 'node:crypto';
import type { ApiKeysConfig } from '../config/types.ts';
import { readApiKeyFile } from './api-key-file.ts';
import type { SourceStatus } from './source.ts';
import { freezeDeep, type Subject } from './subject.ts';
import { WatchedFile } from './watched-file.ts';

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
  readonly #secret: Buffer;
  readonly #file: WatchedFile<ReadonlyMap<string, Kept>>;

  /** @throws GatewayError config_invalid, and the error of the file system */
  static async open(config: ApiKeysConfig, now: () => number): Promise<ApiKeySet> {
    const secret = randomBytes(32);
    const read = (text: string) => index(text, config, secret);
    return new ApiKeySet(config, secret, await WatchedFile.open(config.file, read, now));
  }

  private constructor(config: ApiKeysConfig, secret: Buffer, file: WatchedFile<ReadonlyMap<string, Kept>>) {
    this.config = config;
    this.#secret = secret;
    this.#file = file;
  }

  /**
   * The subject of a key, where it is one of the set and has not expired. Keys are compared by their exact bytes; anything
   * but 1 to 512 visible ASCII characters is no key.
   *
   * @param nowMs Unix milliseconds.
   */
  find(key: string, nowMs: number): Subject | undefined {
    if (!PRESENTABLE.test(key)) return undefined;
    const kept = this.#file.value.get(blind(hashApiKey(key), this.#secret));
    return kept && nowMs < kept.expiresAt ? kept.subject : undefined;
  }

  get status(): SourceStatus {
    return this.#file.status;
  }

  retain(): void {
    this.#file.retain();
  }

  release(): void {
    this.#file.release();
  }
}

/** The hash that a key file keeps of a key: SHA-256 of its characters, lower-case hex. */
export function hashApiKey(key: string): string {
  return hash('sha256', key);
}

function index(text: string, config: ApiKeysConfig, secret: Buffer): ReadonlyMap<string, Kept> {
  const kept = new Map<string, Kept>();
  for (const { id, hash, scopes, attributes, expiresAt } of readApiKeyFile(text, config.file)) {
    const subject: Subject = { kind: 'api_key', id, issuer: config.name, scopes, claims: attributes };
    kept.set(blind(hash, secret), { subject: freezeDeep(subject), expiresAt });
  }
  return kept;
}

function blind(hash: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(hash, 'latin1').digest('latin1');
}
