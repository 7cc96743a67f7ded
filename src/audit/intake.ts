import { linesText } from './line-buffer.ts';
import { type AuditBatch, AuditChannel, type QueueDrop } from './queue.ts';
import type { RecentDecisions } from './recent.ts';
import type { DecisionWriter, WriterDrop } from './writer.ts';

/** Why events are missing in the log: `worker_ended` died with their thread before it could hand them over. */
export type DropReason = QueueDrop | WriterDrop | 'worker_ended';

/** Counts since the start of the process. */
export interface AuditStatistics {
  /** Events that came from the workers. */
  readonly received: number;
  /** Events handed to the operating system. */
  readonly written: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

interface WorkerAccount {
  readonly channel: AuditChannel;
  received: number;
  dropped: Readonly<Record<QueueDrop, number>>;
}

const NOTHING_DROPPED = { queue_full: 0, unserializable: 0 };

/** The supervisor's end of the decision log: takes the workers' batches, keeps the newest, has all written. */
export class AuditIntake {
  readonly recent: RecentDecisions;
  readonly #accounts = new Map<number, WorkerAccount>();
  readonly #ended = { ...NOTHING_DROPPED, worker_ended: 0 };
  /** What writers that are closed by now have done. */
  readonly #closed = { written: 0, full: 0, disk: 0 };
  readonly #closing = new Set<DecisionWriter>();
  #writer: DecisionWriter | undefined;
  #received = 0;

  /** @param writer undefined: events are kept in memory only. */
  constructor(recent: RecentDecisions, writer: DecisionWriter | undefined) {
    this.recent = recent;
    this.#writer = writer;
  }

  /** Opens the account of a worker and returns the memory of its channel, for its birth. */
  open(worker: number): SharedArrayBuffer {
    const channel = new AuditChannel();
    this.#accounts.set(worker, { channel, received: 0, dropped: NOTHING_DROPPED });
    return channel.memory;
  }

  receive(worker: number, batch: AuditBatch): void {
    const account = this.#accounts.get(worker);
    if (account === undefined) return;
    account.received += batch.count;
    account.dropped = batch.dropped;
    this.#received += batch.count;
    if (batch.count === 0) return;
    const lines = linesText(batch.lines);
    this.recent.add(lines, batch.count);
    if (this.#writer === undefined) account.channel.settle(batch.count);
    else this.#writer.write(lines, batch.count, () => account.channel.settle(batch.count));
  }

  /** Closes the account of a worker that is gone, and counts the events that went with it. */
  ended(worker: number): void {
    const account = this.#accounts.get(worker);
    if (account === undefined) return;
    this.#accounts.delete(worker);
    const { queue_full, unserializable } = account.dropped;
    this.#ended.queue_full += queue_full;
    this.#ended.unserializable += unserializable;
    this.#ended.worker_ended += account.channel.issuedBeyond(account.received + queue_full + unserializable);
  }

  /** From now on `writer` writes. Closes the one before, after it has written what it holds. */
  async replaceWriter(writer: DecisionWriter | undefined, grace: number): Promise<void> {
    const former = this.#writer;
    this.#writer = writer;
    if (former === undefined) return;
    this.#closing.add(former);
    await former.close(grace);
    this.#closing.delete(former);
    addTo(this.#closed, former);
  }

  /** Resolves when all that was received is handed to the operating system, or dropped. */
  async flush(): Promise<void> {
    await this.#writer?.flush();
  }

  statistics(): AuditStatistics {
    const writing = { ...this.#closed };
    for (const writer of this.#closing) addTo(writing, writer);
    if (this.#writer) addTo(writing, this.#writer);
    const { written, full, disk } = writing;
    const dropped = { ...this.#ended, full, disk };
    for (const account of this.#accounts.values()) {
      dropped.queue_full += account.dropped.queue_full;
      dropped.unserializable += account.dropped.unserializable;
    }
    return { received: this.#received, written, dropped };
  }
}

function addTo(sums: { written: number; full: number; disk: number }, writer: DecisionWriter): void {
  const { written, dropped } = writer.statistics();
  sums.written += written;
  sums.full += dropped.full;
  sums.disk += dropped.disk;
}
