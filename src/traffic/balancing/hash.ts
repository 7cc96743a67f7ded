import type { Balancer, Candidate } from './candidate.ts';
import { combine, keyHash } from './key-hash.ts';
import { lessBusyOfTwo } from './least-request.ts';

/** How much more than its fair part of the requests in flight one may have. */
const BOUND = 1.25;

/**
 * The same endpoint for the same key, in every worker and every process (rendezvous hashing): each candidate draws a number
 * from the key and its own name, and the largest wins. Where one leaves, only its keys move. Who has 1.25 times its part
 * of this worker's requests in flight is passed over for the next one ("consistent hashing with bounded loads"). A request
 * without a key goes to the less busy of two.
 */
export function hashing<C extends Candidate>(): Balancer<C> {
  let known: readonly C[] = [];
  let seeds: Uint32Array = new Uint32Array(0);
  return {
    pick(candidates, random, hash) {
      if (Number.isNaN(hash)) return lessBusyOfTwo(candidates, random);
      if (candidates !== known) {
        known = candidates;
        seeds = Uint32Array.from(candidates, ({ key }) => keyHash(key));
      }
      const best = largest(candidates, seeds, hash, Number.POSITIVE_INFINITY);
      const most = mostPerWeight(candidates);
      if (best.inFlight < most * best.weight) return best;
      return largest(candidates, seeds, hash, most);
    },
  };
}

/** Requests in flight that one may have for each unit of its weight, the new one counted. */
function mostPerWeight(candidates: readonly Candidate[]): number {
  let requests = 1;
  let weights = 0;
  for (const { inFlight, weight } of candidates) {
    requests += inFlight;
    weights += weight;
  }
  return (BOUND * requests) / weights;
}

/** With the score -weight / ln(u), u evenly between 0 and 1, each wins as often as its weight says. */
function largest<C extends Candidate>(candidates: readonly C[], seeds: Uint32Array, hash: number, most: number): C {
  let best: C | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]!;
    if (candidate.inFlight >= most * candidate.weight) continue;
    const score = -candidate.weight / Math.log((combine(hash, seeds[i]!) + 0.5) / 2 ** 32);
    if (score > highest) {
      highest = score;
      best = candidate;
    }
  }
  return best ?? candidates[0]!;
}
