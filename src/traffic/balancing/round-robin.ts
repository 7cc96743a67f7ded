import type { Balancer, Candidate } from './candidate.ts';

/**
 * One after the other. It begins anywhere, so that workers do not march in step. Where candidates come and go it goes on
 * with the one whose turn it was, or the first after it that is still there.
 */
export function roundRobin<C extends Candidate>(): Balancer<C> {
  let known: readonly C[] = [];
  let next = -1;
  return {
    pick(candidates, random) {
      if (candidates !== known) {
        if (next < 0) next = Math.floor(random() * candidates.length);
        else next = placeOf(known, next, candidates);
        known = candidates;
      }
      const chosen = candidates[next]!;
      if (++next === candidates.length) next = 0;
      return chosen;
    },
  };
}

/** Where in `candidates` the first one is of those in turn from `next` on. */
function placeOf<C>(known: readonly C[], next: number, candidates: readonly C[]): number {
  const due = candidates.indexOf(known[next]!);
  if (due >= 0) return due;
  const places = new Map(candidates.map((candidate, place) => [candidate, place]));
  for (let step = 1; step < known.length; step++) {
    const place = places.get(known[(next + step) % known.length]!);
    if (place !== undefined) return place;
  }
  return next % candidates.length;
}
