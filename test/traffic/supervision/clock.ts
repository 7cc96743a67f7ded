import type { After } from '../../../src/traffic/supervision/rounds.ts';

/** Time that passes when a test says so. */
export class Clock {
  now = 0;
  #timers: { readonly at: number; readonly task: () => void }[] = [];

  readonly after: After = (milliseconds, task) => {
    const timer = { at: this.now + milliseconds, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Milliseconds until each task is due, the next one first. */
  get waits(): number[] {
    return this.#timers.map(({ at }) => at - this.now).toSorted((a, b) => a - b);
  }

  /** Runs what is due by then, each task at its time. What they begin without a timer goes on when the test waits. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.task();
    }
    this.now = end;
  }
}
