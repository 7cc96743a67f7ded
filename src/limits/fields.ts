/** `"id";r=50;t=30`: what is left of a limit, for the RateLimit field (draft-ietf-httpapi-ratelimit-headers-11, section 4). */
export function limitState(id: string, remaining: number, seconds: number): string {
  return `${quoted(id)};r=${remaining};t=${seconds}`;
}

/** `"id";q=100;w=60`: what a limit grants in how many seconds, for the RateLimit-Policy field (section 3 of the same draft). */
export function limitPolicy(id: string, rate: number, seconds: number): string {
  return `${quoted(id)};q=${rate};w=${seconds}`;
}

/** A String of RFC 9651, section 4.1.6. A limit's id is visible ASCII, by the schema of the decision. */
function quoted(id: string): string {
  return id.includes('"') || id.includes('\\') ? `"${id.replace(/["\\]/g, '\\$&')}"` : `"${id}"`;
}
