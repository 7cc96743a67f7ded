import { DeadlineExceeded } from './faults.ts';

/** Milliseconds on the clock on the wall after which an evaluation is watched; most never get there. */
const UNWATCHED = 1;

/** An evaluation that gets so little of the processor is ended too. */
const PATIENCE = 50;

/**
 * The time limit of an evaluation: processor time of this thread, so that an evaluation is not ended because another
 * process had the processor. No clock is read before somebody asks, and the processor's only by an evaluation that has
 * taken a millisecond: both cost more than a decision should.
 */
export class Deadline {
  /** Milliseconds. */
  readonly #limit: number;
  #asked = false;
  /** When the evaluation is watched from, and when it is ended whatever the processor says. */
  #from = 0;
  #last = 0;
  /** When to look at the processor's clock again. */
  #next = 0;
  #baseline: NodeJS.CpuUsage | undefined;

  /** @param limit milliseconds */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An evaluation begins. */
  start(): void {
    this.#asked = false;
  }

  /** @throws DeadlineExceeded */
  check(): void {
    const now = performance.now();
    if (!this.#asked) {
      this.#asked = true;
      this.#from = now;
      this.#next = now + UNWATCHED;
      this.#baseline = undefined;
    } else if (now > this.#next) {
      this.#watch(now);
    }
  }

  #watch(now: number): void {
    if (this.#baseline === undefined) {
      this.#baseline = process.threadCpuUsage();
      this.#last = this.#from + this.#limit * PATIENCE;
      this.#next = this.#from + this.#limit;
      return;
    }
    const { user, system } = process.threadCpuUsage(this.#baseline);
    const left = this.#limit - (user + system) / 1000;
    if (left <= 0 || now > this.#last) throw new DeadlineExceeded(this.#limit);
    this.#next = now + left;
  }
}
