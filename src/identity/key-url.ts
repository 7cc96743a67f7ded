import { GatewayError } from '../errors.ts';
import { fetchText } from './fetch-text.ts';
import { type KeySet, readKeySet } from './jwks.ts';
import type { KeySource, SourceStatus } from './source.ts';

/** Milliseconds. */
export interface KeyUrlTimes {
  /** One fetch, from the connection to the last byte. */
  readonly timeout: number;
  /** Age from which keys are refreshed while they are still used. */
  readonly refreshAfter: number;
  /** Time since the last attempt after which a request waits for the next one: a removed key is used no longer. */
  readonly freshFor: number;
  /** Age up to which the last good keys are used while every refresh fails. */
  readonly staleFor: number;
  /** Time between two fetches that unknown key ids cause, and the longest pause after a failure. */
  readonly cooldown: number;
}

export const KEY_URL_TIMES: KeyUrlTimes = {
  timeout: 5_000,
  refreshAfter: 5 * 60_000,
  freshFor: 10 * 60_000,
  staleFor: 60 * 60_000,
  cooldown: 30_000,
};

const FIRST_PAUSE = 1_000;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export interface KeyUrlOptions {
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  readonly times?: KeyUrlTimes;
}

/**
 * A JSON Web Key Set behind a URL. One fetch at a time, whoever asks; the first begins at once, the next ones when the
 * keys get old, when a token names a key that is not among them, or after a failure with growing pauses. There is no timer:
 * whoever uses the keys keeps them fresh.
 */
export class KeyUrl implements KeySource {
  readonly #url: string;
  readonly #algorithms: readonly string[];
  readonly #options: KeyUrlOptions;
  readonly #times: KeyUrlTimes;
  readonly #closing = new AbortController();
  #keys: KeySet | undefined;
  #loadedAt: number | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** When the next refresh is due. */
  #dueAt = Number.NEGATIVE_INFINITY;
  /** Until when the keys are used without waiting. */
  #usableUntil = Number.NEGATIVE_INFINITY;
  #pause = FIRST_PAUSE;
  #pending: Promise<void> | undefined;
  #error: Error | undefined;
  #users = 0;

  /** @throws GatewayError config_invalid where the keys could be exchanged on their way */
  constructor(url: string, algorithms: readonly string[], options: KeyUrlOptions) {
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname))) {
      throw new GatewayError('config_invalid', `${url}: keys are fetched by https, or by http from this machine only`);
    }
    this.#url = url;
    this.#algorithms = algorithms;
    this.#options = options;
    this.#times = options.times ?? KEY_URL_TIMES;
    this.#refresh();
  }

  get status(): SourceStatus {
    return { loadedAt: this.#loadedAt, error: this.#error?.message };
  }

  current(nowMs: number): KeySet | undefined {
    if (nowMs >= this.#dueAt) this.#refresh();
    return nowMs < this.#usableUntil ? this.#keys : undefined;
  }

  async load(): Promise<KeySet> {
    const keys = this.current(this.#options.now());
    if (keys) return keys;
    await this.#pending;
    const now = this.#options.now();
    if (this.#keys && now < this.#usableUntil) return this.#keys;
    const seconds = Math.max(1, Math.ceil((this.#dueAt - now) / 1000));
    const message = `The keys at ${this.#url} are not available: ${this.#error?.message}`;
    throw new GatewayError('identity_unavailable', message, {
      headers: { 'retry-after': String(seconds) },
      cause: this.#error,
    });
  }

  async renew(): Promise<KeySet> {
    if (this.#options.now() - this.#askedAt >= this.#times.cooldown) this.#refresh();
    await this.#pending;
    return this.load();
  }

  retain(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#closing.abort();
  }

  #refresh(): void {
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
  }

  async #fetch(): Promise<void> {
    const { fetch, now } = this.#options;
    const { timeout, refreshAfter, freshFor, staleFor, cooldown } = this.#times;
    const askedAt = now();
    this.#askedAt = askedAt;
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(timeout), this.#closing.signal]);
      const text = await fetchText(this.#url, { fetch, signal });
      this.#keys = await readKeySet(text, this.#algorithms, this.#keys);
      this.#loadedAt = askedAt;
      this.#dueAt = askedAt + refreshAfter;
      this.#usableUntil = askedAt + freshFor;
      this.#pause = FIRST_PAUSE;
      this.#error = undefined;
    } catch (error) {
      this.#error = error as Error;
      this.#dueAt = now() + this.#pause;
      if (this.#loadedAt !== undefined) this.#usableUntil = Math.min(now() + freshFor, this.#loadedAt + staleFor);
      this.#pause = Math.min(this.#pause * 2, cooldown);
    }
  }
}
