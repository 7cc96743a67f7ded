/** When somebody last gave a sign of life, in memory that threads may share. */
export class SignOfLife {
  readonly memory: SharedArrayBuffer;
  readonly #at: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#at = new BigInt64Array(memory);
  }

  /** Milliseconds of the clock that all threads share. */
  get at(): number {
    return Number(Atomics.load(this.#at, 0));
  }

  set at(ticks: number) {
    Atomics.store(this.#at, 0, BigInt(Math.round(ticks)));
  }
}
