import type { Balancer, Candidate } from './candidate.ts';

/**
 * The less busy one of two that chance names ("the power of two choices"): nearly as good as the least busy of all, and
 * no herd runs to the one that was least busy a moment ago. Chance names who has twice the weight twice as often, and busy
 * is who has many requests for its weight; otherwise one large endpoint among many small ones would hardly be named.
 */
export function leastRequest<C extends Candidate>(): Balancer<C> {
  let known: readonly C[] = [];
  /** The weights up to each candidate, with its own. */
  let sums: Float64Array = new Float64Array(0);
  let isEven = true;
  return {
    pick(candidates, random) {
      const size = candidates.length;
      if (size === 1) return candidates[0]!;
      if (candidates !== known) {
        known = candidates;
        isEven = candidates.every(({ weight }) => weight === candidates[0]!.weight);
        if (!isEven) sums = sumsOf(candidates);
      }
      let first: number;
      let second: number;
      if (isEven) {
        first = Math.floor(random() * size);
        second = Math.floor(random() * (size - 1));
        if (second >= first) second++;
      } else {
        first = firstAbove(sums, random() * sums[size - 1]!);
        // As if the first one were not there.
        const { weight } = candidates[first]!;
        const point = random() * (sums[size - 1]! - weight);
        second = firstAbove(sums, point < sums[first]! - weight ? point : point + weight);
      }
      const one = candidates[first]!;
      const other = candidates[second]!;
      return other.inFlight * one.weight < one.inFlight * other.weight ? other : one;
    },
  };
}

function sumsOf(candidates: readonly Candidate[]): Float64Array {
  let sum = 0;
  return Float64Array.from(candidates, ({ weight }) => {
    sum += weight;
    return sum;
  });
}

/** The place of the first sum above a point that is below the last sum. */
function firstAbove(sums: Float64Array, point: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
