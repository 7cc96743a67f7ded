import { isDeepStrictEqual } from 'node:util';
import type { ApiKeysConfig, GatewayConfig, IssuerConfig } from '../config/types.ts';
import { ApiKeySet } from './api-keys.ts';
import { Issuer } from './issuer.ts';
import { openKeyFile } from './key-file.ts';
import { KeyUrl } from './key-url.ts';
import type { SourceStatus } from './source.ts';

/** The part of the configuration that matters here. */
export type AuthoritiesConfig = Pick<GatewayConfig, 'issuers' | 'apiKeys' | 'files'>;

export interface AuthoritiesOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** Those of the generation before; what is configured as before is shared with them, its caches too. */
  readonly previous?: Authorities;
}

/** Who vouches for subjects: the issuers and the sets of API keys of one configuration. */
export class Authorities {
  readonly #files: Readonly<Record<string, string>>;
  readonly #issuers = new Map<string, Issuer>();
  readonly #apiKeys = new Map<string, ApiKeySet>();

  /** @throws GatewayError config_invalid where a key file cannot be used; a URL that does not answer is no obstacle */
  static async open(config: AuthoritiesConfig, options: AuthoritiesOptions): Promise<Authorities> {
    const authorities = new Authorities(config.files);
    try {
      for (const issuer of Object.values(config.issuers)) await authorities.#addIssuer(issuer, options);
      for (const keys of Object.values(config.apiKeys)) await authorities.#addApiKeys(keys, options);
    } catch (error) {
      authorities.close();
      throw error;
    }
    return authorities;
  }

  private constructor(files: Readonly<Record<string, string>>) {
    this.#files = files;
  }

  issuer(name: string): Issuer | undefined {
    return this.#issuers.get(name);
  }

  apiKeys(name: string): ApiKeySet | undefined {
    return this.#apiKeys.get(name);
  }

  /** How up to date the keys of each issuer are, by its name. */
  get status(): Record<string, SourceStatus> {
    return Object.fromEntries(Array.from(this.#issuers, ([name, { keys }]) => [name, keys.status]));
  }

  /** Ends the fetches that no other generation waits for. */
  close(): void {
    for (const { keys } of this.#issuers.values()) keys.release();
  }

  async #addIssuer(config: IssuerConfig, { now, fetch, previous }: AuthoritiesOptions): Promise<void> {
    const before = previous?.issuer(config.name);
    const unchanged =
      isDeepStrictEqual(before?.config, config) && (!('file' in config.jwks) || this.#same(config.jwks.file, previous));
    const issuer = unchanged ? before! : await openIssuer(config, now, fetch);
    issuer.keys.retain();
    this.#issuers.set(config.name, issuer);
  }

  async #addApiKeys(config: ApiKeysConfig, { previous }: AuthoritiesOptions): Promise<void> {
    const before = previous?.apiKeys(config.name);
    const unchanged = isDeepStrictEqual(before?.config, config) && this.#same(config.file, previous);
    this.#apiKeys.set(config.name, unchanged ? before! : await ApiKeySet.open(config));
  }

  #same(file: string, previous: Authorities | undefined): boolean {
    return previous !== undefined && file in this.#files && this.#files[file] === previous.#files[file];
  }
}

async function openIssuer(config: IssuerConfig, now: () => number, fetch: typeof globalThis.fetch): Promise<Issuer> {
  const { jwks, algorithms } = config;
  const keys =
    'file' in jwks ? await openKeyFile(jwks.file, algorithms, now) : new KeyUrl(jwks.url, algorithms, { now, fetch });
  return new Issuer(config, keys, now);
}
