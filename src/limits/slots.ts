import { randomBytes } from 'node:crypto';

// The header: number of slots, tables that have been opened on it, slots that are not free, and the key of the hash.
const COUNT = 0;
const OPENED = 1;
const OCCUPIED = 2;
const SEED = 4;
const HEADER_BYTES = 64;
const KEY_BYTES = 16;
const TIME_BYTES = 8;

// The low 12 bits of a time that is no theoretical arrival time: two flags and the number of the claimant.
const CLAIMED = 0x800;
const PENDING = 0x400;
const CLAIMANT = 0x3ff;
/** An hour. A claim takes a microsecond; one so old, even if its time was that of a slow request, has no thread any more. */
const ABANDONED_US = 3_600_000_000;

/**
 * The slots of a limit table in shared memory. A slot is a key of four words and a time of 64 bits. The time holds the
 * slot's whole state and is all that threads compete for, by compare and exchange:
 *
 * - free: 0; the key means nothing
 * - counting: a theoretical arrival time, 52 bits of microseconds and 12 bits of `part`, which is below 2048
 * - claimed: 52 bits of when, a flag and the claimant, who alone writes the key
 * - pending: as claimed, with a second flag; the key is written
 *
 * A time is handed on as it was found, a BigInt, and looked at through `us`, `part` and the questions, which are about the
 * time that was loaded last. One object belongs to one thread.
 */
export class Slots {
  readonly count: number;
  /** Key of the hash, four words. */
  readonly seed: Int32Array;
  us = 0;
  part = 0;
  readonly #header: Int32Array;
  readonly #keys: Int32Array;
  readonly #times: BigUint64Array;
  readonly #claimant: number;
  // A time as a whole and in halves: far cheaper than arithmetic with BigInts.
  readonly #whole = new BigUint64Array(1);
  readonly #halves = new Uint32Array(this.#whole.buffer);

  /** Memory for `count` free slots. `count` is a power of two, `seed` has 16 bytes. */
  static allocate(count: number, seed: Uint8Array = randomBytes(16)): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(HEADER_BYTES + count * (KEY_BYTES + TIME_BYTES));
    new Int32Array(memory)[COUNT] = count;
    new Uint8Array(memory).set(seed, SEED * 4);
    return memory;
  }

  constructor(memory: SharedArrayBuffer) {
    this.#header = new Int32Array(memory, 0, HEADER_BYTES / 4);
    this.count = this.#header[COUNT]!;
    this.seed = new Int32Array(memory, SEED * 4, 4);
    this.#keys = new Int32Array(memory, HEADER_BYTES, this.count * 4);
    this.#times = new BigUint64Array(memory, HEADER_BYTES + this.count * KEY_BYTES, this.count);
    this.#claimant = Atomics.add(this.#header, OPENED, 1) & CLAIMANT;
  }

  /** Slots that are not free. */
  get occupied(): number {
    return Atomics.load(this.#header, OCCUPIED);
  }

  /** Reads a slot's time. */
  load(slot: number): bigint {
    const time = Atomics.load(this.#times, slot);
    this.#whole[0] = time;
    const low = this.#halves[0]!;
    this.us = this.#halves[1]! * 0x100000 + (low >>> 12);
    this.part = low & 0xfff;
    return time;
  }

  get free(): boolean {
    return this.us === 0 && this.part === 0;
  }

  get counting(): boolean {
    return this.part < CLAIMED && !this.free;
  }

  get pending(): boolean {
    return this.part >= (CLAIMED | PENDING);
  }

  /** Whether nobody loses anything if the slot is given to another key: it is free, expired or abandoned. */
  claimable(nowUs: number): boolean {
    return this.us + (this.part < CLAIMED ? 0 : ABANDONED_US) < nowUs;
  }

  /** Whether the slot has this key. Sure only for one who afterwards exchanges a time that was loaded before. */
  holds(slot: number, key: Int32Array): boolean {
    const keys = this.#keys;
    const at = slot * 4;
    return keys[at] === key[0] && keys[at + 1] === key[1] && keys[at + 2] === key[2] && keys[at + 3] === key[3];
  }

  /** Puts an arrival time in place of the time that was found. False if the slot has another time by now. */
  advance(slot: number, found: bigint, us: number, part: number): boolean {
    return this.#exchange(slot, found, this.#time(us, part));
  }

  /**
   * Takes the slot, whose loaded time is `found`, for `key`, and leaves it pending. Returns its time then, or undefined if
   * the slot had another time by now.
   */
  claim(slot: number, found: bigint, key: Int32Array, nowUs: number): bigint | undefined {
    const wasFree = this.free;
    const claimed = this.#time(nowUs, CLAIMED | this.#claimant);
    const pending = this.#time(nowUs, CLAIMED | PENDING | this.#claimant);
    if (!this.#exchange(slot, found, claimed)) return undefined;
    if (wasFree) Atomics.add(this.#header, OCCUPIED, 1);
    this.#keys.set(key, slot * 4);
    return this.#exchange(slot, claimed, pending) ? pending : undefined;
  }

  /** Frees a slot. False if it has another time by now than the one that was found. */
  release(slot: number, found: bigint): boolean {
    const released = this.#exchange(slot, found, 0n);
    if (released) Atomics.sub(this.#header, OCCUPIED, 1);
    return released;
  }

  #exchange(slot: number, found: bigint, time: bigint): boolean {
    return Atomics.compareExchange(this.#times, slot, found, time) === found;
  }

  #time(us: number, part: number): bigint {
    this.#halves[0] = ((us % 0x100000) << 12) | part;
    this.#halves[1] = us / 0x100000;
    return this.#whole[0]!;
  }
}
