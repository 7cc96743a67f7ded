import type { Balancer, Candidate } from './candidate.ts';
import { combine } from './key-hash.ts';
import { leastRequest } from './least-request.ts';

/** How much more than its fair part of the requests in flight one may have. */
const BOUND = 1.25;

/**
 * The same endpoint for the same key, in every worker and every process (rendezvous hashing): each candidate draws a number
 * from the key and its own seed, and the best one wins. Where one leaves, only its keys move. Who has 1.25 times its part
 * of this worker's requests in flight is passed over for the next one ("consistent hashing with bounded loads"). A request
 * without a key goes to the less busy of two.
 *
 * A ring or Maglev's table finds one of a thousand in less time, but is made anew at each change: that stops a worker for
 * tens of milliseconds, moves keys of others (Maglev) or spreads them less evenly (a ring).
 */
export function hashing<C extends Candidate>(): Balancer<C> {
  const keyless = leastRequest<C>();
  return {
    pick(candidates, random, hash) {
      if (Number.isNaN(hash)) return keyless.pick(candidates, random, hash);
      const best = winner(candidates, hash, Number.POSITIVE_INFINITY, 1);
      if (best.inFlight === 0) return best;
      let requests = 1;
      let weights = 0;
      for (let i = 0; i < candidates.length; i++) {
        requests += candidates[i]!.inFlight;
        weights += candidates[i]!.weight;
      }
      const most = BOUND * requests;
      return hasRoom(best, most, weights) ? best : winner(candidates, hash, most, weights);
    },
  };
}

/** Whether it has less than its part of `most` requests, of which those with a weight of `weights` share. */
function hasRoom({ inFlight, weight }: Candidate, most: number, weights: number): boolean {
  return inFlight * weights < most * weight;
}

/**
 * Who has the lowest -ln(1 - u) / weight, with u even between 0 and 1: each wins as often as its weight says. Somebody has
 * room.
 */
function winner<C extends Candidate>(candidates: readonly C[], hash: number, most: number, weights: number): C {
  let best = candidates[0]!;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]!;
    const { weight } = candidate;
    const even = (combine(hash, candidate.seed) + 0.5) / 2 ** 32;
    // -ln(1 - u) is never below u: nearly all lose without a logarithm.
    if (even >= lowest * weight || !hasRoom(candidate, most, weights)) continue;
    const score = -Math.log1p(-even) / weight;
    if (score < lowest) {
      lowest = score;
      best = candidate;
    }
  }
  return best;
}
