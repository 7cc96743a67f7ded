import { type EndpointRow, PROBED, type Probed, type Rows, STATE, type State } from './supervision/rows.ts';

/** Most endpoints and upstreams of a process; freed rows are used again. */
const ENDPOINTS = 4096;
const UPSTREAMS = 1024;
/** Worker threads that may live at a time: as many as the configuration may ask for, and as many that finish what they have. */
const COLUMNS = 512;

/** Fields of an endpoint's row. */
const FIELD = { state: 0, probed: 1, drained: 2, consecutive: 3, successes: 4, failures: 5, returned: 6 } as const;
const ENDPOINT_FIELDS = 8;
/**
 * What an upstream's row counts: each worker in a column of its own, so that what a thread held can be given up with it,
 * and then the sum.
 */
const COUNT = { requests: 0, pending: 1, retries: 2 } as const;
const SUM = COLUMNS;
const COUNT_FIELDS = COLUMNS + 1;
const UPSTREAM_FIELDS = 3 * COUNT_FIELDS;

/** One number for all rows: how often an availability changed. */
const VERSION = 0;
const HEADER = 16;
const FIRST_UPSTREAM = HEADER + ENDPOINTS * ENDPOINT_FIELDS;
const LENGTH = FIRST_UPSTREAM + UPSTREAMS * UPSTREAM_FIELDS;

/** A unit of `returned`, in milliseconds of the shared clock: 32 bits of it last for more than a year. */
const RETURNED_UNIT = 10;

/** What is counted of an upstream over all workers. */
export type Count = keyof typeof COUNT;

/**
 * What all threads know of the endpoints of all upstreams, in shared memory. The supervisor decides who is available, and
 * which row belongs to whom; the workers count, and read.
 */
export class Board implements Rows {
  readonly endpoints = ENDPOINTS;
  readonly upstreams = UPSTREAMS;
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(LENGTH * Int32Array.BYTES_PER_ELEMENT);
  }

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  /** Changes whenever an endpoint becomes available, or ceases to be. */
  get version(): number {
    return Atomics.load(this.#cells, VERSION);
  }

  endpoint(slot: number): EndpointState {
    return new EndpointState(this.#cells, slot);
  }

  /** @param column of the thread that counts; no other living thread has it. */
  upstream(row: number, column: number): UpstreamCounts {
    return new UpstreamCounts(this.#cells, row, column);
  }

  resetUpstream(row: number): void {
    const start = FIRST_UPSTREAM + row * UPSTREAM_FIELDS;
    for (let i = start; i < start + UPSTREAM_FIELDS; i++) Atomics.store(this.#cells, i, 0);
  }

  /** Gives up all that a thread counted and will not count back. */
  clearColumn(column: number): void {
    for (let row = 0; row < UPSTREAMS; row++) {
      for (const field of Object.values(COUNT)) {
        const start = FIRST_UPSTREAM + row * UPSTREAM_FIELDS + field * COUNT_FIELDS;
        Atomics.sub(this.#cells, start + SUM, Atomics.exchange(this.#cells, start + column, 0));
      }
    }
  }
}

/** The row of one endpoint. */
export class EndpointState implements EndpointRow {
  readonly #cells: Int32Array;
  readonly #start: number;

  constructor(cells: Int32Array, slot: number) {
    this.#cells = cells;
    this.#start = HEADER + slot * ENDPOINT_FIELDS;
  }

  get state(): State {
    return this.#load(FIELD.state) as State;
  }

  changeState(from: State, to: State): boolean {
    const at = this.#start + FIELD.state;
    if (Atomics.compareExchange(this.#cells, at, from, to) !== from) return false;
    this.#changed();
    return true;
  }

  get probed(): Probed {
    return this.#load(FIELD.probed) as Probed;
  }

  set probed(value: Probed) {
    this.#store(FIELD.probed, value);
    this.#changed();
  }

  get drained(): boolean {
    return this.#load(FIELD.drained) === 1;
  }

  set drained(value: boolean) {
    this.#store(FIELD.drained, value ? 1 : 0);
    this.#changed();
  }

  get consecutive(): number {
    return this.#load(FIELD.consecutive);
  }

  set consecutive(value: number) {
    this.#store(FIELD.consecutive, value);
  }

  get successes(): number {
    return this.#load(FIELD.successes) >>> 0;
  }

  get failures(): number {
    return this.#load(FIELD.failures) >>> 0;
  }

  /** When it came back, in milliseconds of the clock that all threads share; 0: it was never away. */
  get returned(): number {
    return (this.#load(FIELD.returned) >>> 0) * RETURNED_UNIT;
  }

  comeBack(ticks: number): void {
    this.#store(FIELD.returned, Math.max(1, Math.floor(ticks / RETURNED_UNIT)) | 0);
    this.#changed();
  }

  /** Whether it may get requests, as far as health and operators are concerned. */
  get available(): boolean {
    return this.state === STATE.available && this.probed !== PROBED.unhealthy && !this.drained;
  }

  /** A request went well. */
  succeeded(): void {
    const cells = this.#cells;
    const at = this.#start + FIELD.consecutive;
    if (Atomics.load(cells, at) !== 0) Atomics.store(cells, at, 0);
    Atomics.add(cells, this.#start + FIELD.successes, 1);
  }

  /** A request failed, or was answered with a fault of the upstream. */
  failed(): void {
    Atomics.add(this.#cells, this.#start + FIELD.consecutive, 1);
    Atomics.add(this.#cells, this.#start + FIELD.failures, 1);
  }

  reset(): void {
    for (let field = 0; field < ENDPOINT_FIELDS; field++) this.#store(field, 0);
    this.#changed();
  }

  #load(field: number): number {
    return Atomics.load(this.#cells, this.#start + field);
  }

  #store(field: number, value: number): void {
    Atomics.store(this.#cells, this.#start + field, value);
  }

  #changed(): void {
    Atomics.add(this.#cells, VERSION, 1);
  }
}

/** What one thread counts of an upstream, and the sums over all threads. */
export class UpstreamCounts {
  readonly #cells: Int32Array;
  readonly #start: number;
  readonly #column: number;

  constructor(cells: Int32Array, row: number, column: number) {
    this.#cells = cells;
    this.#start = FIRST_UPSTREAM + row * UPSTREAM_FIELDS;
    this.#column = column;
  }

  /** Counts one in, unless all threads together have `most` already. */
  enter(count: Count, most: number): boolean {
    const start = this.#start + COUNT[count] * COUNT_FIELDS;
    if (Atomics.add(this.#cells, start + SUM, 1) >= most) {
      Atomics.sub(this.#cells, start + SUM, 1);
      return false;
    }
    Atomics.add(this.#cells, start + this.#column, 1);
    return true;
  }

  leave(count: Count): void {
    const start = this.#start + COUNT[count] * COUNT_FIELDS;
    Atomics.sub(this.#cells, start + this.#column, 1);
    Atomics.sub(this.#cells, start + SUM, 1);
  }

  /** Of all threads. */
  sum(count: Count): number {
    return Atomics.load(this.#cells, this.#start + COUNT[count] * COUNT_FIELDS + SUM);
  }
}
