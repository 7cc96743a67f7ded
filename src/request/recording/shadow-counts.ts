import type { ShadowOpinion } from '../../audit/exchange.ts';
import { FLIP_KINDS } from '../../replay/flip.ts';

/** How often a shadow said what. */
export interface ShadowCount {
  readonly bundle: string;
  readonly shadow: string;
  /** `same`, or how it differed from the decision that was enforced. */
  readonly result: string;
  readonly count: number;
}

const RESULTS = ['same', ...FLIP_KINDS] as const;

/** What the shadows of a worker's bundles would have said, counted. */
export class ShadowCounts {
  readonly #pairs = new Map<string, { bundle: string; shadow: string; counts: Float64Array }>();

  count(bundle: string, { bundle: shadow, flip }: ShadowOpinion): void {
    const key = `${bundle} ${shadow}`;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { bundle, shadow, counts: new Float64Array(RESULTS.length) };
      this.#pairs.set(key, pair);
    }
    pair.counts[RESULTS.indexOf(flip ?? 'same')]!++;
  }

  snapshot(): ShadowCount[] {
    return [...this.#pairs.values()].flatMap(({ bundle, shadow, counts }) =>
      RESULTS.map((result, i) => ({ bundle, shadow, result, count: counts[i]! })),
    );
  }
}
