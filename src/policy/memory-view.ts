import { RuntimeBroken } from './faults.ts';

/**
 * Text in the memory of an instance. The view is made anew when the memory has grown: growing detaches the old buffer,
 * whose length is zero then. Addresses come from the module as signed numbers.
 */
export class MemoryView {
  readonly #memory: WebAssembly.Memory;
  #bytes: Buffer;
  #words: DataView;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#bytes = Buffer.from(memory.buffer);
    this.#words = new DataView(memory.buffer);
  }

  get bytes(): Buffer {
    if (this.#bytes.length === 0) this.#renew();
    return this.#bytes;
  }

  /** The word of 32 bits at `address`, which need not be aligned. Throws RangeError outside of the memory. */
  word(address: number): number {
    // A buffer that is detached makes every access throw, so the bytes are asked first.
    if (this.#bytes.length === 0) this.#renew();
    return this.#words.getUint32(address, true);
  }

  #renew(): void {
    this.#bytes = Buffer.from(this.#memory.buffer);
    this.#words = new DataView(this.#memory.buffer);
  }

  /** Writes UTF-8 and gives the number of bytes; there has to be room for three for each unit of `text`. */
  write(text: string, address: number): number {
    return this.bytes.write(text, address >>> 0);
  }

  /** The NUL-terminated text at `address`. */
  text(address: number): string {
    const { bytes } = this;
    const start = address >>> 0;
    const end = bytes.indexOf(0, start);
    if (end < 0) throw new RuntimeBroken('a text of the module has no end');
    return bytes.toString('utf8', start, end);
  }
}
