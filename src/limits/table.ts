import { fingerprint } from './fingerprint.ts';
import { debtAt, type Gcra, gcra, type Limit, type LimitGrant, verdict } from './gcra.ts';
import { Slots } from './slots.ts';

/** What came of one thread's questions since it opened the table. */
export interface LimitCounters {
  /** Takes, without those that were given back. */
  granted: number;
  /** Takes and peeks. */
  refused: number;
  /** Expired keys that gave way to new ones. */
  evicted: number;
  /** Questions that could not be counted. */
  tableFull: number;
}

/** A key may be in one of four groups, one for each word of its fingerprint, of four slots, which share a cache line. */
const GROUP = 4;
const PROBES = 16;
/** An attempt fails only because another thread got through, so this is never reached by chance. */
const ATTEMPTS = 10_000;

/**
 * Rate limits of all threads in one table of fixed size, exact and without locks.
 *
 * A key (limit id, key, rate, period and burst) is known by a keyed fingerprint of 128 bits, so two keys never share a
 * slot. A take is one compare-and-exchange of the slot's theoretical arrival time; what one thread takes, every other sees
 * from then on. A new key gets a slot that is free or whose arrival time has passed, which means that its whole burst is
 * there again and forgetting it changes nothing. Where all slots in its reach are live, the answer is `table_full`.
 *
 * Two threads that bring the same new key at once would each claim a slot. So a claim is first pending: written, and not
 * yet found by others. Then its thread looks through the key's other slots. Of two such threads at least one sees the
 * other's claim; a pending one it frees, to a counting one it yields. Nobody waits for anybody. A thread that ends in the
 * middle leaves at most one slot behind, which serves others after an hour.
 *
 * Time comes with each question, and a state is a point in time, so all threads need the same clock, best one that is never
 * set, as `performance.timeOrigin + performance.now()`. A question may come late, with the time at which its request
 * arrived, by less than an hour. If the clock is set back, what was taken counts for so much longer, an hour at most; if it
 * is set forward, it is forgotten.
 */
export class LimitTable {
  readonly counters: LimitCounters = { granted: 0, refused: 0, evicted: 0, tableFull: 0 };
  readonly #slots: Slots;
  readonly #key = new Int32Array(4);
  /** Time of the slot that was found. */
  #found = 0n;

  /**
   * Memory for `keys` live keys at a time, with a fresh random hash key. It is 24 bytes for each of twice as many slots,
   * rounded up to a power of two: in a table that is no more than half full, hardly any key finds all its slots taken.
   */
  static allocate(keys: number): SharedArrayBuffer {
    return Slots.allocate(2 ** Math.ceil(Math.log2(Math.max(2 * keys, GROUP))));
  }

  /** Opens a table that `allocate` made, in the thread that is to use it. */
  constructor(memory: SharedArrayBuffer) {
    this.#slots = new Slots(memory);
  }

  /** Number of slots. */
  get size(): number {
    return this.#slots.count;
  }

  /** Slots with a key, live or expired, over all threads. */
  get occupied(): number {
    return this.#slots.occupied;
  }

  /** Takes `limit.cost` units, all or none. `nowMs` may be fractional. Never throws. */
  take(id: string, key: string, limit: Limit, nowMs: number): LimitGrant {
    const rule = this.#identify(id, key, limit);
    const nowUs = microseconds(nowMs);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const slot = this.#find();
      const debt = slot < 0 ? 0 : debtAt(rule, this.#slots.us, this.#slots.part, nowUs);
      const grant = verdict(rule, debt, limit.cost);
      if (!grant.granted || limit.cost === 0) return this.#counted(grant);
      const taken = debt + limit.cost * rule.interval;
      const us = nowUs + Math.floor(taken / rule.unitsPerUs);
      const part = taken % rule.unitsPerUs;
      const done = slot < 0 ? this.#claim(nowUs, us, part) : this.#slots.advance(slot, this.#found, us, part);
      if (done === undefined) break;
      if (done) return this.#counted(grant);
    }
    this.counters.tableFull++;
    return { granted: false, remaining: 0, resetMs: 0, retryAfterMs: 0, error: 'table_full' };
  }

  /** What `take` would answer now, without taking anything. */
  peek(id: string, key: string, limit: Limit, nowMs: number): LimitGrant {
    const rule = this.#identify(id, key, limit);
    const debt = this.#find() < 0 ? 0 : debtAt(rule, this.#slots.us, this.#slots.part, microseconds(nowMs));
    const grant = verdict(rule, debt, limit.cost);
    if (!grant.granted) this.counters.refused++;
    return grant;
  }

  /** Returns the units of a granted take. */
  giveBack(id: string, key: string, limit: Limit): void {
    const rule = this.#identify(id, key, limit);
    const given = limit.cost * rule.interval;
    this.counters.granted--;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const slot = this.#find();
      if (slot < 0) return;
      const part = this.#slots.part - (given % rule.unitsPerUs);
      const borrow = part < 0 ? 1 : 0;
      const us = this.#slots.us - Math.floor(given / rule.unitsPerUs) - borrow;
      if (this.#slots.advance(slot, this.#found, us, part + borrow * rule.unitsPerUs)) return;
    }
  }

  #identify(id: string, key: string, limit: Limit): Gcra {
    fingerprint(this.#slots.seed, id, key, limit, this.#key);
    return gcra(limit);
  }

  #counted(grant: LimitGrant): LimitGrant {
    if (grant.granted) this.counters.granted++;
    else this.counters.refused++;
    return grant;
  }

  /** The counting slot of the key, with its time loaded, or -1. */
  #find(): number {
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = this.#slotAt(probe);
      if (!this.#slots.holds(slot, this.#key)) continue;
      this.#found = this.#slots.load(slot);
      if (this.#slots.counting && this.#slots.holds(slot, this.#key)) return slot;
    }
    return -1;
  }

  /** Enters the key. False: look again, the key or the slot went to another thread. Undefined: no slot is left. */
  #claim(nowUs: number, us: number, part: number): boolean | undefined {
    const slots = this.#slots;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = this.#slotAt(probe);
      const found = slots.load(slot);
      if (!slots.claimable(nowUs)) continue;
      const expired = slots.counting;
      const pending = slots.claim(slot, found, this.#key, nowUs);
      if (pending === undefined) return false;
      if (expired) this.counters.evicted++;
      if (!this.#isOnly(slot)) {
        slots.release(slot, pending);
        return false;
      }
      return slots.advance(slot, pending, us, part);
    }
    return undefined;
  }

  /** Whether no other slot counts the key. Pending claims of it are freed. */
  #isOnly(own: number): boolean {
    const slots = this.#slots;
    // This atomic read keeps the reads of keys behind the write of the own claim, on every processor.
    slots.load(own);
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = this.#slotAt(probe);
      if (slot === own || !slots.holds(slot, this.#key)) continue;
      const found = slots.load(slot);
      if (slots.counting || (slots.pending && !slots.release(slot, found))) return false;
    }
    return true;
  }

  #slotAt(probe: number): number {
    const group = this.#key[Math.trunc(probe / GROUP)]! & (this.#slots.count / GROUP - 1);
    return group * GROUP + (probe % GROUP);
  }
}

/** Never 0, which would be a free slot. */
function microseconds(ms: number): number {
  return Math.max(1, Math.floor(ms * 1000));
}
