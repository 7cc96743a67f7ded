/** An exchange with limits in time. */
export interface Watched {
  /** Its place in the list; belongs to the Watch. */
  slot: number;
  /** Is called about every tenth of a second. @param now Unix milliseconds. */
  check(now: number): void;
}

const TICK_MS = 100;

/**
 * Looks at all exchanges in flight from time to time: one timer for all of them, and none while nothing is in flight. A
 * limit is found to be exceeded up to two ticks late, and costs an exchange no more than a place in a list.
 */
export class Watch {
  /** Unix milliseconds. */
  readonly now: () => number;
  // A list that never shrinks. A Set would drop its old table now and then, and what such a table holds outlives a
  // collection of young objects: every exchange would grow old, which costs several microseconds each.
  readonly #list: (Watched | undefined)[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param now Unix milliseconds. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Exchanges in flight. */
  get size(): number {
    return this.#size;
  }

  add(watched: Watched): void {
    watched.slot = this.#size;
    this.#list[this.#size++] = watched;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  delete(watched: Watched): void {
    const last = this.#list[--this.#size]!;
    this.#list[watched.slot] = last;
    last.slot = watched.slot;
    this.#list[this.#size] = undefined;
  }

  #tick(): void {
    const now = this.now();
    // From the end: a check may end an exchange, and its place is taken by the last one.
    for (let slot = this.#size - 1; slot >= 0; slot--) this.#list[slot]?.check(now);
    if (this.#size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
