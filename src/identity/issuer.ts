import type { IssuerConfig } from '../config/types.ts';
import { checkClaims } from './claims.ts';
import { noteExpiry } from './expiry.ts';
import type { VerificationKey } from './jwks.ts';
import type { KeySource } from './source.ts';
import { type Subject, subjectFromClaims } from './subject.ts';
import { refused, type UnverifiedToken } from './token.ts';
import { TokenCache } from './token-cache.ts';
import { verifySignature } from './verifier.ts';

const CACHE_BYTES = 8 * 1024 * 1024;
/** A verified token is verified again after this time, even where it is valid for longer. */
const CACHE_FOR = 10 * 60_000;

interface Verified {
  readonly subject: Subject;
  readonly key: VerificationKey;
  readonly expiresAt: number;
}

/** One issuer of tokens, with its keys and the tokens that it is known to have issued. */
export class Issuer {
  readonly config: IssuerConfig;
  readonly keys: KeySource;
  readonly #now: () => number;
  readonly #verified = new TokenCache<Verified>(CACHE_BYTES);
  readonly #underWay = new Map<string, Promise<Subject>>();

  constructor(config: IssuerConfig, keys: KeySource, now: () => number) {
    this.config = config;
    this.keys = keys;
    this.#now = now;
  }

  /**
   * The subject of a token that was verified before, where it would be accepted now too: not expired, and its key still
   * in use.
   *
   * @param digest SHA-256 of the token.
   * @param nowMs Unix milliseconds.
   */
  recall(digest: string, nowMs: number): Subject | undefined {
    const entry = this.#verified.get(digest);
    if (!entry || nowMs >= entry.expiresAt || !this.keys.current(nowMs)?.keys.has(entry.key)) return undefined;
    return entry.subject;
  }

  /**
   * Verifies a token and remembers it. Requests that bring the same token at the same time share one verification. A
   * refusal is not remembered: who varies one character would fill the memory, and only a signature costs more than the
   * look-up.
   *
   * @param digest SHA-256 of the token.
   * @throws GatewayError unauthenticated | identity_unavailable
   */
  verify(token: UnverifiedToken, digest: string): Promise<Subject> {
    const underWay = this.#underWay.get(digest);
    if (underWay) return underWay;
    const verification = this.#verify(token, digest).finally(() => this.#underWay.delete(digest));
    this.#underWay.set(digest, verification);
    return verification;
  }

  async #verify(token: UnverifiedToken, digest: string): Promise<Subject> {
    // Cheap checks first: nothing that they read is believed before the signature holds over the same bytes.
    if (!this.config.algorithms.includes(token.algorithm)) throw refused('The algorithm of the token is not allowed');
    const expiresAt = checkClaims(token.claims, this.config, this.#now());
    const subject = subjectFromClaims(this.config.name, token.claims);
    noteExpiry(subject, expiresAt);
    const key =
      (await verifySignature(token, await this.keys.load())) ?? (await verifySignature(token, await this.keys.renew()));
    if (!key) throw refused('The key of the token is not in the key set of its issuer');
    const keepUntil = Math.min(expiresAt, this.#now() + CACHE_FOR);
    this.#verified.set(digest, { subject, key, expiresAt: keepUntil }, token.text.length);
    return subject;
  }
}
