import { DeadlineExceeded } from './faults.ts';

/**
 * The time limit of an evaluation: processor time of this thread, so that an evaluation is not ended because another
 * process had the processor. The clocks are read for the first time when somebody asks; an evaluation that ends before
 * its first question costs nothing, and the time until then is far below a millisecond.
 */
export class Deadline {
  readonly #limit: number;
  /** When to look at the processor time, on the clock on the wall. */
  #end = 0;
  #start: NodeJS.CpuUsage | undefined;

  /** @param limit milliseconds */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An evaluation begins. */
  start(): void {
    this.#start = undefined;
  }

  /** @throws DeadlineExceeded */
  check(): void {
    const now = performance.now();
    if (this.#start === undefined) {
      this.#start = process.threadCpuUsage();
      this.#end = now + this.#limit;
    } else if (now > this.#end) {
      const { user, system } = process.threadCpuUsage(this.#start);
      const left = this.#limit - (user + system) / 1000;
      if (left <= 0) throw new DeadlineExceeded(this.#limit);
      this.#end = now + left;
    }
  }
}
