/** An exchange with limits in time. */
export interface Watched {
  /** Is called about every tenth of a second. @param now Unix milliseconds. */
  check(now: number): void;
}

/** Limits are kept to within this many milliseconds. */
const TICK_MS = 100;

/**
 * Looks at all exchanges in flight from time to time: one timer for all of them, and none while nothing is in flight. A
 * limit is found to be exceeded up to two ticks late, which costs a request nothing but a place in a set.
 */
export class Watch {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  /** @param now Unix milliseconds. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Exchanges in flight. */
  get size(): number {
    return this.#watched.size;
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
  }

  #tick(): void {
    const now = this.now();
    for (const watched of this.#watched) watched.check(now);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
