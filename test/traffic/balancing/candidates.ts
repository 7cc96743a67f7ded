import type { Candidate } from '../../../src/traffic/balancing/candidate.ts';
import { keyHash } from '../../../src/traffic/balancing/key-hash.ts';

export interface Server extends Candidate {
  readonly name: string;
  inFlight: number;
}

/** One for each weight, with nothing to do. */
export function servers(weights: readonly number[]): Server[] {
  return weights.map((weight, i) => {
    const name = `http://10.0.${i >> 8}.${i & 255}:8080`;
    return { name, weight, inFlight: 0, seed: keyHash(name), credit: Number.NaN };
  });
}

/** Chance that repeats itself (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often each of `all` comes up, in their order. */
export function countsOf<T>(all: readonly T[], picks: number, pick: (i: number) => T): number[] {
  const counts = new Map<T, number>(all.map((one) => [one, 0]));
  for (let i = 0; i < picks; i++) {
    const picked = pick(i);
    counts.set(picked, counts.get(picked)! + 1);
  }
  return [...counts.values()];
}
