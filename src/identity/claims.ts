import type { IssuerConfig } from '../config/types.ts';
import { refused } from './token.ts';

/** The end of the year 9999: a NumericDate beyond it is no date. */
const LAST_SECOND = 253_402_300_799;

/**
 * Checks the registered claims (RFC 7519, section 4.1) against what the configuration expects of the issuer. `exp` and
 * `aud` are required; `nbf` and `iat` are checked where they are present.
 *
 * @param nowMs Unix milliseconds.
 * @returns Unix milliseconds from which the token is no longer accepted: `exp` plus the allowed clock skew.
 * @throws GatewayError unauthenticated
 */
export function checkClaims(
  claims: Record<string, unknown>,
  expected: Pick<IssuerConfig, 'issuer' | 'audience' | 'clockSkew'>,
  nowMs: number,
): number {
  if (claims.iss !== expected.issuer) throw refused('The token is from another issuer');
  if (!isFor(claims.aud, expected.audience)) throw refused('The token is for another audience');
  if (claims.exp === undefined) throw refused('The token never expires');
  const expiresAt = milliseconds(claims.exp, 'exp') + expected.clockSkew;
  if (expiresAt <= nowMs) throw refused('The token has expired');
  for (const name of ['nbf', 'iat'] as const) {
    if (claims[name] === undefined) continue;
    if (milliseconds(claims[name], name) - expected.clockSkew > nowMs) {
      throw refused(`The token is not valid yet: ${name} lies in the future`);
    }
  }
  return expiresAt;
}

function isFor(aud: unknown, audience: readonly string[]): boolean {
  const named = Array.isArray(aud) ? aud : [aud];
  return named.every((name) => typeof name === 'string') && named.some((name) => audience.includes(name));
}

function milliseconds(value: unknown, name: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= LAST_SECOND)) {
    throw refused(`${name} of the token is not a date`);
  }
  return value * 1000;
}
