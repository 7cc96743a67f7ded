/** The state of one limit for the fields of an answer. */
export interface LimitState {
  readonly id: string;
  /** Units that are left. */
  readonly remaining: number;
  /** Seconds. On a refusal, those until the request may come again, as Retry-After has it. */
  readonly seconds: number;
}

/** What a limit grants. */
export interface LimitPolicy {
  readonly id: string;
  readonly rate: number;
  /** Period in seconds. */
  readonly seconds: number;
}

/** RateLimit, draft-ietf-httpapi-ratelimit-headers-11, section 4: `"id";r=50;t=30`, several with a comma. */
export function rateLimit(states: readonly LimitState[]): string {
  return states.map(({ id, remaining, seconds }) => `${quoted(id)};r=${remaining};t=${seconds}`).join(', ');
}

/** RateLimit-Policy, section 3 of the same draft: `"id";q=100;w=60`. */
export function rateLimitPolicy(policies: readonly LimitPolicy[]): string {
  return policies.map(({ id, rate, seconds }) => `${quoted(id)};q=${rate};w=${seconds}`).join(', ');
}

/** A String of RFC 9651, section 4.1.6. A limit's id is visible ASCII, by the schema of the decision. */
function quoted(id: string): string {
  return `"${id.replace(/["\\]/g, '\\$&')}"`;
}
