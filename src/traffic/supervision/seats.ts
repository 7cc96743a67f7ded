/** How long one that left finds its seat as it was. */
const REMEMBERED_MS = 10 * 60_000;

interface Free {
  /** Whose it was. */
  readonly key: string | undefined;
  readonly since: number;
}

/**
 * Gives numbers from 0 to those who need one, for as long as they do. A number that was given back is the last to be given
 * away again, so that requests of an old generation have long ended by then; within ten minutes its former holder gets the
 * same again.
 */
export class Seats {
  readonly #capacity: number;
  readonly #ticks: () => number;
  readonly #reset: (seat: number) => void;
  readonly #taken = new Map<string, number>();
  /** The one that has been free for longest comes first. */
  readonly #free = new Map<number, Free>();

  /**
   * @param ticks monotonic milliseconds
   * @param reset is called with a number before it is given to somebody else
   */
  constructor(capacity: number, ticks: () => number, reset: (seat: number) => void) {
    this.#capacity = capacity;
    this.#ticks = ticks;
    this.#reset = reset;
    for (let seat = 0; seat < capacity; seat++)
      this.#free.set(seat, { key: undefined, since: Number.NEGATIVE_INFINITY });
  }

  get(key: string): number | undefined {
    return this.#taken.get(key);
  }

  /** Gives each of `keys` a seat and takes those of all others. False, and nothing has changed, where there are too few. */
  assign(keys: ReadonlySet<string>): boolean {
    if (keys.size > this.#capacity) return false;
    const since = this.#ticks();
    for (const [key, seat] of this.#taken) {
      if (keys.has(key)) continue;
      this.#taken.delete(key);
      this.#free.set(seat, { key, since });
    }
    for (const [seat, { key, since: left }] of this.#free) {
      if (key === undefined || !keys.has(key) || since - left >= REMEMBERED_MS) continue;
      this.#free.delete(seat);
      this.#taken.set(key, seat);
    }
    for (const key of keys) if (!this.#taken.has(key)) this.#give(key);
    return true;
  }

  #give(key: string): void {
    const [seat] = this.#free.keys();
    this.#free.delete(seat!);
    this.#taken.set(key, seat!);
    this.#reset(seat!);
  }
}
