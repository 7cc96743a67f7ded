import type { Balancer, Candidate } from './candidate.ts';

/**
 * In turn, as often as the weights say, and evenly: with the weights 3 and 1 the order is a a b a, not a a a b. Each gains
 * its weight at every turn; who has most gets the request and pays the sum of all weights. All that is gained is paid, so
 * nobody is the better or the worse for having been away.
 */
export function weighted<C extends Candidate>(): Balancer<C> {
  let known: readonly C[] = [];
  let total = 0;
  return {
    pick(candidates, random) {
      if (candidates !== known) {
        known = candidates;
        total = candidates.reduce((sum, { weight }) => sum + weight, 0);
        admit(candidates, total, random);
      }
      let best = candidates[0]!;
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < candidates.length; i++) {
        const candidate = candidates[i]!;
        candidate.credit += candidate.weight;
        if (candidate.credit > most) {
          most = candidate.credit;
          best = candidate;
        }
      }
      best.credit -= total;
      return best;
    },
  };
}

/** Puts those who are new anywhere in the round, so that workers do not march in step. */
function admit(candidates: readonly Candidate[], total: number, random: () => number): void {
  const old = candidates.filter(({ credit }) => !Number.isNaN(credit));
  if (old.length === candidates.length) return;
  const middle = old.reduce((sum, { credit }) => sum + credit, 0) / Math.max(1, old.length);
  for (const candidate of candidates) {
    if (Number.isNaN(candidate.credit)) candidate.credit = middle + (random() - 0.5) * total;
  }
}
