import type { Balancer, Candidate } from './candidate.ts';

/**
 * In turn, as often as the weights say, and evenly: with the weights 3 and 1 the order is a a b a, not a a a b. Each gains
 * its weight at every turn; who has most gets the request and pays the sum of all weights.
 */
export function weighted<C extends Candidate>(): Balancer<C> {
  let known: readonly C[] = [];
  let credits: Float64Array = new Float64Array(0);
  return {
    pick(candidates, random) {
      if (candidates !== known) {
        known = candidates;
        // Somewhere in the round, so that workers do not march in step.
        credits = Float64Array.from(candidates, ({ weight }) => random() * weight);
      }
      let best = 0;
      let total = 0;
      for (let i = 0; i < candidates.length; i++) {
        const { weight } = candidates[i]!;
        total += weight;
        credits[i]! += weight;
        if (credits[i]! > credits[best]!) best = i;
      }
      credits[best]! -= total;
      return candidates[best]!;
    },
  };
}
