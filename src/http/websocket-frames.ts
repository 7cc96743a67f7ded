/** Codes of RFC 6455, section 7.4.1, that the gateway itself sends. */
export const CLOSE = { goingAway: 1001, protocolError: 1002, policyViolation: 1008, tooBig: 1009 } as const;

const OPCODE = 0x0f;
const CLOSE_OPCODE = 0x8;
const FINAL = 0x80;
const MASKED = 0x80;
const LENGTH = 0x7f;
const LONGEST_CONTROL = 125;
const LONGEST_REASON = LONGEST_CONTROL - 2;
const LONGEST_HEADER = 14;

/**
 * Follows the frames of one direction of a WebSocket (RFC 6455, section 5.2) through a stream of bytes that is cut anywhere.
 * It reads the two to fourteen bytes of each frame's head, and skips what is in the frame.
 */
export class FrameFollower {
  readonly #head = new Uint8Array(LONGEST_HEADER);
  readonly #view = new DataView(this.#head.buffer);
  #have = 0;
  #need = 2;
  #inPayload = false;
  /** Bytes of the payload that are still to come; above 2^53 not exact, which nobody lives to see. */
  #left = 0;
  #closing = false;

  /** Whether no frame is begun: here another one may be put in, also within a message that comes in fragments. */
  get atBoundary(): boolean {
    return this.#have === 0 && !this.#inPayload;
  }

  /** Whether a Close frame has come: no other frame may follow it (section 5.5.1). */
  get closing(): boolean {
    return this.#closing;
  }

  /**
   * Follows `chunk` from `start` to the end of the frame that is begun there or was before.
   *
   * @returns where the frame ends, or the end of the chunk; -1 where the bytes are no frame: a control frame of more than
   *   125 bytes, or a length of 2^63 or more
   */
  next(chunk: Uint8Array, start: number): number {
    let at = start;
    while (!this.#inPayload) {
      if (at === chunk.length) return at;
      this.#head[this.#have++] = chunk[at++]!;
      if (this.#have === 2) this.#measureHead();
      if (this.#have <= 3 && !this.#isSound()) return -1;
      if (this.#have === this.#need) this.#readHead();
    }
    const taken = Math.min(this.#left, chunk.length - at);
    this.#left -= taken;
    this.#inPayload = this.#left > 0;
    return at + taken;
  }

  #measureHead(): void {
    const second = this.#head[1]!;
    const length = second & LENGTH;
    this.#need = 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & MASKED ? 4 : 0);
  }

  /** Judged as early as can be: what passed cannot be taken back. */
  #isSound(): boolean {
    const head = this.#head;
    const length = head[1]! & LENGTH;
    if (this.#have === 2) return (head[0]! & OPCODE) < CLOSE_OPCODE || length <= LONGEST_CONTROL;
    return this.#have < 2 || length !== 127 || head[2]! < 0x80;
  }

  #readHead(): void {
    const head = this.#head;
    const length = head[1]! & LENGTH;
    this.#left = length < 126 ? length : length === 126 ? this.#view.getUint16(2) : Number(this.#view.getBigUint64(2));
    this.#inPayload = true;
    this.#closing ||= (head[0]! & OPCODE) === CLOSE_OPCODE;
    this.#have = 0;
    this.#need = 2;
  }
}

/**
 * A Close frame (RFC 6455, section 5.5.1).
 *
 * @param reason of at most 123 bytes in UTF-8; a longer one is cut
 * @param mask four random bytes for a frame to a server; a frame to a client has none
 */
export function closeFrame(code: number, reason: string, mask?: Uint8Array): Buffer {
  const text = new Uint8Array(LONGEST_REASON);
  const { written } = new TextEncoder().encodeInto(reason, text);
  const payload = Buffer.alloc(2 + written);
  payload.writeUInt16BE(code);
  payload.set(text.subarray(0, written), 2);
  const head = [FINAL | CLOSE_OPCODE, payload.length | (mask ? MASKED : 0)];
  if (!mask) return Buffer.concat([Buffer.from(head), payload]);
  for (let i = 0; i < payload.length; i++) payload[i]! ^= mask[i % 4]!;
  return Buffer.concat([Buffer.from(head), mask, payload]);
}
