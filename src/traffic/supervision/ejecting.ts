import type { OutlierConfig } from '../../config/types.ts';
import { type Observed, type OutlierEvent, Outliers, setFree } from './outlier.ts';
import { type After, rounds } from './rounds.ts';
import { BLAMELESS, type Standing } from './standing.ts';

/** The endpoints of an upstream whose answers are looked at. */
export interface Observation {
  readonly upstream: string;
  /** Absent: nobody is ejected. */
  readonly outlier?: OutlierConfig;
  readonly endpoints: readonly Observed[];
}

export interface EjectingOptions {
  /** Monotonic milliseconds. */
  readonly ticks: () => number;
  readonly after: After;
  readonly onEvent: (upstream: string, event: OutlierEvent) => void;
}

/** Milliseconds between two looks at the board. */
const SWEEP_MS = 100;

/** Looks at what the workers write to the board and ejects endpoints there. Where nobody could be ejected, no timer runs. */
export class Ejecting {
  readonly #options: EjectingOptions;
  #outliers = new Map<string, Outliers>();
  #end: (() => void) | undefined;

  constructor(options: EjectingOptions) {
    this.#options = options;
  }

  /** These upstreams from now on, and no others. What is known of endpoints that stay is kept. */
  follow(observations: readonly Observation[]): void {
    const before = this.#outliers;
    this.#outliers = new Map();
    for (const { upstream, outlier, endpoints } of observations) {
      if (outlier === undefined) {
        for (const { row } of endpoints) setFree(row);
        continue;
      }
      const outliers = before.get(upstream) ?? new Outliers(outlier, this.#options.ticks());
      outliers.follow(outlier, endpoints);
      this.#outliers.set(upstream, outliers);
    }
    // One that is alone now has to come back.
    this.#look();
    const needed = observations.some(({ outlier, endpoints }) => outlier !== undefined && endpoints.length > 1);
    if (needed) this.#end ??= rounds(() => this.#look(), this.#options.after);
    else this.close();
  }

  standing(upstream: string, url: string): Standing {
    return this.#outliers.get(upstream)?.standing(url) ?? BLAMELESS;
  }

  close(): void {
    this.#end?.();
    this.#end = undefined;
  }

  #look(): number {
    const now = this.#options.ticks();
    for (const [upstream, outliers] of this.#outliers) {
      for (const event of outliers.look(now)) this.#options.onEvent(upstream, event);
    }
    return SWEEP_MS;
  }
}
