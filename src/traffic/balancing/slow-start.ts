/** What one gets that came back just now. */
const LEAST = 0.1;

/**
 * The share of its requests, from a tenth to 1, that an endpoint gets at this time after it came back: it grows evenly, so
 * that caches and connections have time to fill.
 *
 * @param elapsed milliseconds since it came back
 * @param window milliseconds until it gets all; 0: at once
 */
export function startingShare(elapsed: number, window: number): number {
  return elapsed >= window ? 1 : Math.max(LEAST, elapsed / window);
}
