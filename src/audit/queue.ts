import { LineBuffer } from './line-buffer.ts';

/** Why an event is not in the log. `queue_full`, `unserializable`: on the worker; `worker_ended`: a thread died with it. */
export type QueueDrop = 'queue_full' | 'unserializable';

/** What a worker posts to the supervisor. */
export interface AuditBatch {
  /** Lines of JSON in UTF-8, each with its line end, in memory of its own that can be transferred. */
  readonly lines: Uint8Array<ArrayBuffer>;
  readonly count: number;
  /** Events that this worker dropped since it started. */
  readonly dropped: Readonly<Record<QueueDrop, number>>;
}

const ISSUED = 0;
const SETTLED = 1;

/**
 * Two counters that a worker and the supervisor share, each modulo 2^32: events that the worker has begun, and events of
 * its batches that the supervisor has written or dropped. They carry the back pressure without a message, and they say how
 * many events died with a worker.
 */
export class AuditChannel {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  issue(): void {
    Atomics.add(this.#cells, ISSUED, 1);
  }

  settle(count: number): void {
    Atomics.add(this.#cells, SETTLED, count);
  }

  /** Events begun, but not among `count`. */
  issuedBeyond(count: number): number {
    return (Atomics.load(this.#cells, ISSUED) - count) >>> 0;
  }

  /** Of `count` events posted, those that are neither written nor dropped yet. */
  unsettledOf(count: number): number {
    return (count - Atomics.load(this.#cells, SETTLED)) >>> 0;
  }
}

export interface QueueOptions {
  readonly channel: AuditChannel;
  post(batch: AuditBatch): void;
}

// A batch of about 100 KB: posting it costs well under a microsecond for each line. At low rates a record is delayed by
// at most the pause.
const BATCH_LINES = 96;
const PAUSE_MS = 50;

/** The worker's end of the decision log: collects lines and posts them in batches. What finds no room is counted. */
export class AuditQueue {
  /** Events that may wait, here and in the supervisor together. */
  limit = 10_000;
  readonly #options: QueueOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #dropped: Record<QueueDrop, number> = { queue_full: 0, unserializable: 0 };
  readonly #lines = new LineBuffer();
  #count = 0;
  #posted = 0;
  #sequence = 0;
  #reported = 0;
  /** Whether a flush is due when the timer fires. */
  #armed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.flush(), PAUSE_MS).unref();
  }

  /** The sequence number of the next event, from 1. An event that is dropped after this leaves a visible gap. */
  issue(): number {
    this.#options.channel.issue();
    return ++this.#sequence;
  }

  /** Whether one more event may wait. */
  get hasRoom(): boolean {
    return this.#count + this.#options.channel.unsettledOf(this.#posted) < this.limit;
  }

  /** Takes one line of JSON, without its line end. */
  push(line: string): void {
    this.#lines.push(line);
    this.#count++;
    if (this.#count >= BATCH_LINES) this.flush();
    else this.#arm();
  }

  drop(reason: QueueDrop): void {
    this.#dropped[reason]++;
    this.#arm();
  }

  /** Posts what waits here. For the end of a worker: after this the supervisor has all that was pushed. */
  flush(): void {
    this.#armed = false;
    const dropped = this.#dropped.queue_full + this.#dropped.unserializable;
    if (this.#count === 0 && dropped === this.#reported) return;
    const batch: AuditBatch = { lines: this.#lines.take(), count: this.#count, dropped: { ...this.#dropped } };
    this.#posted += this.#count;
    this.#reported = dropped;
    this.#count = 0;
    this.#options.post(batch);
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timer.refresh();
  }
}
