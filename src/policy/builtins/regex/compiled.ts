import { compile, type Regex } from './engine.ts';

/** What is kept, by its cost: some thirty megabytes in a thread at most, and hundreds of usual patterns. */
const MAX_COST = 262_144;

/** Patterns that were compiled in this thread, the one that was asked for last at the end. */
const kept = new Map<string, Regex>();
let cost = 0;

/**
 * The compiled form of a pattern of Go's regexp. Patterns may come from a client, so those that were not asked for the
 * longest are forgotten.
 *
 * @throws as `compile`
 */
export function compiled(pattern: string): Regex {
  const known = kept.get(pattern);
  const regex = known ?? compile(pattern);
  if (known === undefined) cost += regex.cost;
  else kept.delete(pattern);
  kept.set(pattern, regex);
  for (const [oldest, { cost: freed }] of kept) {
    if (cost <= MAX_COST) break;
    kept.delete(oldest);
    cost -= freed;
  }
  return regex;
}
