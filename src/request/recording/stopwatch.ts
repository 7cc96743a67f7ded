/** Measures the stages of one exchange. */
export class Stopwatch {
  readonly #start = performance.now();
  #mark = this.#start;

  /** Milliseconds since the last lap, or since the start. */
  lap(): number {
    const now = performance.now();
    const passed = now - this.#mark;
    this.#mark = now;
    return passed;
  }

  /** Milliseconds since the start. */
  total(): number {
    return performance.now() - this.#start;
  }
}
