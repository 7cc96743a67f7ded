import type { RouteConfig } from '../../config/types.ts';
import { GatewayError } from '../../errors.ts';
import { SignOfLife } from '../../sign-of-life.ts';

/** What a route that has a `max_policy_age` looks at. */
export interface Freshness {
  readonly bundle: string;
  /** Of the bundle's source. */
  readonly sign: SignOfLife;
  /** Milliseconds. */
  readonly maxAge: number;
}

/** @param signs memory of the signs of life of all sources, by bundle */
export function freshnessOf(
  { bundle, maxPolicyAge }: RouteConfig,
  signs: Readonly<Record<string, SharedArrayBuffer>>,
): Freshness | undefined {
  return maxPolicyAge === undefined ? undefined : { bundle, sign: new SignOfLife(signs[bundle]), maxAge: maxPolicyAge };
}

/**
 * Makes sure that the source of the policy was heard of lately. Throws GatewayError policy_unavailable.
 *
 * @param ticks milliseconds of the clock that all threads share
 */
export function requireFresh({ bundle, sign, maxAge }: Freshness, ticks: number): void {
  const age = ticks - sign.at;
  if (age <= maxAge) return;
  const last = `the source of bundle ${bundle} was last heard of ${Math.round(age / 1000)} s ago`;
  throw new GatewayError('policy_unavailable', `${last}, and the route's max_policy_age is ${maxAge / 1000} s`, {
    headers: { 'retry-after': '1' },
  });
}
