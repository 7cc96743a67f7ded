import type { Balancer, Candidate } from './candidate.ts';

/**
 * The less busy one of two that chance names ("the power of two choices"): nearly as good as the least busy of all, and
 * no herd runs to the one that was least busy a moment ago. Requests are counted in proportion to the weight.
 */
export function leastRequest<C extends Candidate>(): Balancer<C> {
  return { pick: lessBusyOfTwo };
}

export function lessBusyOfTwo<C extends Candidate>(candidates: readonly C[], random: () => number): C {
  const size = candidates.length;
  const first = Math.floor(random() * size);
  const one = candidates[first]!;
  if (size === 1) return one;
  const other = candidates[(first + 1 + Math.floor(random() * (size - 1))) % size]!;
  return load(other) < load(one) ? other : one;
}

/** How busy it would be with one request more. */
export function load({ inFlight, weight }: Candidate): number {
  return (inFlight + 1) / weight;
}
