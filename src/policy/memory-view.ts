import { RuntimeBroken } from './faults.ts';

/**
 * Text in the memory of an instance. The view is made anew when the memory has grown: growing detaches the old buffer,
 * whose length is zero then.
 */
export class MemoryView {
  readonly #memory: WebAssembly.Memory;
  #bytes: Buffer;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#bytes = Buffer.from(memory.buffer);
  }

  get bytes(): Buffer {
    if (this.#bytes.length === 0) this.#bytes = Buffer.from(this.#memory.buffer);
    return this.#bytes;
  }

  /** Writes UTF-8 and gives the number of bytes; there has to be room for three for each unit of `text`. */
  write(text: string, address: number): number {
    return this.bytes.write(text, address);
  }

  /** The NUL-terminated text at `address`, one character a byte. */
  latin1(address: number): string {
    const { bytes } = this;
    const end = bytes.indexOf(0, address);
    if (end < 0) throw new RuntimeBroken('a text of the module has no end');
    return bytes.toString('latin1', address, end);
  }

  /** The NUL-terminated text at `address`. */
  text(address: number): string {
    const { bytes } = this;
    const end = bytes.indexOf(0, address);
    if (end < 0) throw new RuntimeBroken('a text of the module has no end');
    return bytes.toString('utf8', address, end);
  }
}
