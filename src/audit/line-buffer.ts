/** Room that a new buffer starts with: a batch of usual events. */
const INITIAL = 128 * 1024;

/**
 * Lines in one piece of memory that can be posted without a copy. A line becomes bytes as soon as it is there: left as a
 * string until its batch is full, each of its parts would outlive several collections of garbage.
 */
export class LineBuffer {
  #bytes: Buffer | undefined;
  #used = 0;

  /** Adds a line and its line end. */
  push(line: string): void {
    const needed = this.#used + line.length * 3 + 1;
    let bytes = this.#bytes;
    if (bytes === undefined || bytes.length < needed) {
      bytes = Buffer.allocUnsafeSlow(Math.max(INITIAL, needed * 2));
      this.#bytes?.copy(bytes, 0, 0, this.#used);
      this.#bytes = bytes;
    }
    this.#used += bytes.write(line, this.#used, 'utf8');
    bytes[this.#used++] = 0x0a;
  }

  /** What was added since the last time, in memory of its own. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes?.subarray(0, this.#used) ?? Buffer.allocUnsafeSlow(0);
    this.#bytes = undefined;
    this.#used = 0;
    return taken as Uint8Array<ArrayBuffer>;
  }
}

/** The text of lines that may have crossed a thread. */
export function linesText(lines: Uint8Array): string {
  return Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength).toString('utf8');
}
