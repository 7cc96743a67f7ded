import type { Readable } from 'node:stream';

/** Blocks of a stream, each of which follows its length in bytes (four of them, little endian). */
export class Blocks {
  readonly #chunks: AsyncIterator<Buffer>;
  #pending: Buffer[] = [];
  #size = 0;

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** In memory of its own, so that it can be transferred; undefined where the stream ends before one. */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const head = await this.#take(4);
    return head && this.#take(Buffer.from(head.buffer).readUInt32LE());
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (this.#size < length) {
      const { value, done } = await this.#chunks.next();
      if (done) {
        if (this.#size === 0) return undefined;
        throw new Error('the stream ends within a block');
      }
      this.#pending.push(value);
      this.#size += value.length;
    }
    const taken = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const chunk = this.#pending[0] as Buffer;
      const part = chunk.subarray(0, length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === chunk.length) this.#pending.shift();
      else this.#pending[0] = chunk.subarray(part.length);
    }
    this.#size -= length;
    return taken;
  }
}
