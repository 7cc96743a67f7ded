import { isDeepStrictEqual } from 'node:util';
import type { ApiKeysConfig, GatewayConfig, IssuerConfig } from '../config/types.ts';
import { ApiKeySet } from './api-keys.ts';
import { Issuer } from './issuer.ts';
import { openKeyFile } from './key-file.ts';
import { KeyUrl } from './key-url.ts';
import type { SourceStatus } from './source.ts';

export interface AuthoritiesOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** Those of the generation before; what is configured as before is shared with them, its caches too. */
  readonly previous?: Authorities;
}

/** Who vouches for subjects: the issuers and the sets of API keys of one configuration. */
export class Authorities {
  readonly #issuers = new Map<string, Issuer>();
  readonly #apiKeys = new Map<string, ApiKeySet>();

  /** @throws GatewayError config_invalid where a key file cannot be used; a URL that does not answer is no obstacle */
  static async open(config: GatewayConfig, options: AuthoritiesOptions): Promise<Authorities> {
    const authorities = new Authorities();
    try {
      for (const issuer of Object.values(config.issuers)) await authorities.#addIssuer(issuer, options);
      for (const keys of Object.values(config.apiKeys)) await authorities.#addApiKeys(keys, options);
    } catch (error) {
      authorities.close();
      throw error;
    }
    return authorities;
  }

  issuer(name: string): Issuer | undefined {
    return this.#issuers.get(name);
  }

  apiKeys(name: string): ApiKeySet | undefined {
    return this.#apiKeys.get(name);
  }

  /** By the name of the issuer or key set. */
  get status(): Record<string, SourceStatus> {
    return Object.fromEntries([
      ...Array.from(this.#issuers, ([name, { keys }]) => [name, keys.status]),
      ...Array.from(this.#apiKeys, ([name, keys]) => [name, keys.status]),
    ]);
  }

  /** Ends watches and fetches that no other generation needs. */
  close(): void {
    for (const { keys } of this.#issuers.values()) keys.release();
    for (const keys of this.#apiKeys.values()) keys.release();
    this.#issuers.clear();
    this.#apiKeys.clear();
  }

  async #addIssuer(config: IssuerConfig, { now, fetch, previous }: AuthoritiesOptions): Promise<void> {
    const before = previous?.issuer(config.name);
    const issuer = isDeepStrictEqual(before?.config, config) ? before! : await openIssuer(config, now, fetch);
    issuer.keys.retain();
    this.#issuers.set(config.name, issuer);
  }

  async #addApiKeys(config: ApiKeysConfig, { now, previous }: AuthoritiesOptions): Promise<void> {
    const before = previous?.apiKeys(config.name);
    const keys = isDeepStrictEqual(before?.config, config) ? before! : await ApiKeySet.open(config, now);
    keys.retain();
    this.#apiKeys.set(config.name, keys);
  }
}

async function openIssuer(config: IssuerConfig, now: () => number, fetch: typeof globalThis.fetch): Promise<Issuer> {
  const { jwks, algorithms } = config;
  const keys =
    'file' in jwks ? await openKeyFile(jwks.file, algorithms, now) : new KeyUrl(jwks.url, algorithms, { now, fetch });
  return new Issuer(config, keys, now);
}
