/**
 * A mark among the bytes of an instruction sequence, no byte itself: the `if` behind it is seldom taken. V8 moves such a
 * branch out of the way (branch hinting, in the section `metadata.code.branch_hint`), which halves what the guards cost.
 */
export const UNLIKELY = -1;

export interface Rewritten {
  readonly bytes: Uint8Array;
  /** Offsets of the branches that are seldom taken. */
  readonly unlikely: readonly number[];
}

/** The body of a function while it is written: ranges of the original and new instructions. */
export class Output {
  readonly #module: Uint8Array;
  readonly #parts: Uint8Array[] = [];
  readonly #unlikely: number[] = [];
  #length = 0;

  constructor(module: Uint8Array) {
    this.#module = module;
  }

  copy(start: number, end: number): void {
    if (end > start) this.#push(this.#module.subarray(start, end));
  }

  /** Bytes, and marks. */
  add(instructions: readonly number[]): void {
    const bytes: number[] = [];
    for (const byte of instructions) {
      if (byte === UNLIKELY) this.#unlikely.push(this.#length + bytes.length);
      else bytes.push(byte);
    }
    this.#push(Uint8Array.from(bytes));
  }

  result(): Rewritten {
    return { bytes: Buffer.concat(this.#parts), unlikely: this.#unlikely };
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}
