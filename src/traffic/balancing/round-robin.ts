import type { Balancer, Candidate } from './candidate.ts';

/** One after the other. It begins anywhere, so that workers do not march in step. */
export function roundRobin<C extends Candidate>(): Balancer<C> {
  let next = -1;
  return {
    pick(candidates, random) {
      if (next < 0) next = Math.floor(random() * candidates.length);
      if (next >= candidates.length) next = 0;
      return candidates[next++]!;
    },
  };
}
