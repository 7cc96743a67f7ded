import { refused } from './token.ts';

/**
 * Who asks, verified. Deeply frozen and shared between requests: the same credential gives the same object for as long as
 * it is remembered, so that a reader may keep what it derived from it.
 */
export interface Subject {
  readonly kind: 'anonymous' | 'jwt' | 'api_key' | 'certificate';
  /** `sub` of the token, id of the API key; empty when anonymous. */
  readonly id: string;
  /** Name of the issuer or key set in the configuration; empty when anonymous. */
  readonly issuer: string;
  readonly scopes: readonly string[];
  /** Verified claims of the token as its issuer wrote them, or attributes of the API key. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The subject on a route that asks for no credential. */
export const ANONYMOUS: Subject = freezeDeep({ kind: 'anonymous', id: '', issuer: '', scopes: [], claims: {} });

/**
 * The subject that the claims of a verified token name. Claims are passed on as they are: an e-mail address, a group or a
 * tenant has no meaning here, the policy gives it one.
 *
 * @param issuer Name of the issuer in the configuration.
 * @throws GatewayError unauthenticated where `sub` is not a non-empty string or the scopes are malformed
 */
export function subjectFromClaims(issuer: string, claims: Record<string, unknown>): Subject {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') throw refused('The token names no subject');
  return freezeDeep({ kind: 'jwt', id: sub, issuer, scopes: scopesFromClaims(claims), claims });
}

/** `scope` of RFC 8693, section 4.2, or `scp` as Okta (list) and Entra ID (text) write it. */
function scopesFromClaims(claims: Record<string, unknown>): string[] {
  const value = claims.scope ?? claims.scp ?? [];
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  if (Array.isArray(value) && value.every((scope) => typeof scope === 'string')) return [...value];
  throw refused('The scopes of the token are neither a text nor a list of texts');
}

/** Freezes plain JSON values in place, all the way down. */
export function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freezeDeep(member);
    Object.freeze(value);
  }
  return value;
}
