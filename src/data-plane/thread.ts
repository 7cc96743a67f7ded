import { Worker } from 'node:worker_threads';
import type { Measurement } from '../admin/metrics.ts';
import type { AuditBatch } from '../audit/queue.ts';
import type { Participant } from '../bundle/activation.ts';
import { GatewayError } from '../errors.ts';
import type { ThrottleAnswer, ThrottleRequest } from '../limits/throttle-messages.ts';
import type { GenerationData } from '../request/generation/generation.ts';
import type { RevisionTally } from '../request/generation/tally.ts';
import type { Members } from '../traffic/supervision/members.ts';
import { type Command, type FromWorker, fromPostedError, type ToWorker, type WorkerBirth } from './messages.ts';
import type { PrintedLine } from './printer.ts';

/** How a thread ended. */
export interface ThreadEnd {
  readonly id: number;
  /** True where the watchdog ended it: its event loop had stopped. */
  readonly stalled: boolean;
  readonly error?: Error;
}

export interface ThreadHooks {
  /** A thread is about to be started: the memory of its channel to the decision log. */
  starting(worker: number): SharedArrayBuffer;
  /** A batch of decision-log events. */
  events(worker: number, batch: AuditBatch): void;
  /** A policy printed a line. */
  printed(worker: number, line: PrintedLine): void;
  /** A message to the throttles, and where their answers go. */
  throttle(worker: number, message: ThrottleRequest, post: (answer: ThrottleAnswer) => void): void;
  /** The last count of a thread that is about to go. */
  measured(last: Measurement): void;
  /** The thread is gone, asked or not. */
  gone(worker: number): void;
  /** The thread is gone and was not asked to go. */
  ended(end: ThreadEnd): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

// The entry is TypeScript in a checkout and JavaScript in the published package.
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? '../worker.ts' : '../worker.js', import.meta.url);

/** The supervisor's end of one data-plane thread. */
export class WorkerThread implements Participant<GenerationData> {
  readonly id: number;
  /** Its column on the board of endpoints. */
  readonly column: number;
  /** The generation that answers. */
  serving: GenerationData | undefined;
  /** When each policy of it began to answer in this thread, Unix milliseconds by bundle. */
  activated: Readonly<Record<string, number>> = {};
  state: 'starting' | 'serving' | 'draining' | 'ended' = 'starting';

  readonly #hooks: ThreadHooks;
  readonly #worker: Worker;
  readonly #heartbeat: Int32Array;
  readonly #pending = new Map<number, Pending>();
  #seq = 0;
  #beats = 0;
  #lastBeatAt: number;
  #stalled = false;
  #error: Error | undefined;

  constructor(
    id: number,
    column: number,
    { labels, maskKey, print }: Pick<WorkerBirth, 'labels' | 'maskKey' | 'print'>,
    hooks: ThreadHooks,
    now: number,
  ) {
    this.id = id;
    this.column = column;
    this.#hooks = hooks;
    const heartbeat = new SharedArrayBuffer(8);
    this.#heartbeat = new Int32Array(heartbeat);
    this.#lastBeatAt = now;
    const birth: WorkerBirth = {
      id,
      column,
      heartbeat,
      audit: hooks.starting(id),
      labels: { ...labels, worker: String(id) },
      maskKey,
      print,
    };
    this.#worker = new Worker(ENTRY, { workerData: birth, name: `data-plane-${id}` });
    const answerThrottle = (throttle: ThrottleAnswer) => this.#worker.postMessage({ throttle } satisfies ToWorker);
    this.#worker.on('message', (message: FromWorker) => {
      if (message.type === 'events') hooks.events(id, message.batch);
      else if (message.type === 'printed') hooks.printed(id, message.line);
      else if (message.type === 'throttle') hooks.throttle(id, message.message, answerThrottle);
      else this.#settle(message);
    });
    this.#worker.on('error', (error: Error) => {
      this.#error = error;
    });
    this.#worker.on('exit', () => {
      const asked = this.state === 'draining';
      this.state = 'ended';
      for (const { reject } of this.#pending.values()) {
        reject(new GatewayError('internal', `worker ${id} ended`, { cause: this.#error }));
      }
      this.#pending.clear();
      hooks.gone(id);
      if (!asked) hooks.ended({ id, stalled: this.#stalled, ...(this.#error && { error: this.#error }) });
    });
  }

  async prepare(generation: GenerationData): Promise<void> {
    await this.#call({ do: 'prepare', generation });
  }

  /** A worker that ends before it answers is no failure: its successor starts with the generation of the day. */
  async commit(generation: GenerationData): Promise<void> {
    await this.#call({ do: 'commit', number: generation.number }).then(
      (at) => this.#serves(generation, at as number),
      () => undefined,
    );
  }

  discard({ number }: GenerationData): void {
    if (this.state !== 'ended') this.#call({ do: 'discard', number }).catch(() => undefined);
  }

  /** Upstreams have other endpoints. */
  tell(members: Members): void {
    if (this.state !== 'ended') this.#call({ do: 'members', members }).catch(() => undefined);
  }

  /** What the thread counted; undefined where it has gone. */
  async measure(): Promise<Measurement | undefined> {
    return (await this.#call({ do: 'measure' }).catch(() => undefined)) as Measurement | undefined;
  }

  /** What its policies said, by bundle; undefined where the thread has gone. */
  async tally(): Promise<Readonly<Record<string, RevisionTally>> | undefined> {
    return (await this.#call({ do: 'tally' }).catch(() => undefined)) as Record<string, RevisionTally> | undefined;
  }

  /** From now on every answer ends its connection; new ones are still accepted. */
  async announceClosing(): Promise<void> {
    await this.#call({ do: 'closing' }).catch(() => undefined);
  }

  /** Stops accepting, lets requests in flight finish for at most `grace` ms, hands over its events and ends the thread. */
  async drain(grace: number): Promise<void> {
    if (this.state === 'ended') return;
    this.state = 'draining';
    await this.#call({ do: 'drain', grace }).catch(() => undefined);
    const last = await this.measure();
    if (last) this.#hooks.measured(last);
    await this.#worker.terminate();
  }

  /** Ends the thread where its event loop has stood still for longer than `limit` ms. */
  guard(now: number, limit: number): void {
    if (this.state !== 'serving') {
      this.#lastBeatAt = now;
      return;
    }
    const beats = Atomics.load(this.#heartbeat, 0);
    if (beats !== this.#beats) {
      this.#beats = beats;
      this.#lastBeatAt = now;
    } else if (now - this.#lastBeatAt > limit) {
      this.#stalled = true;
      void this.#worker.terminate();
    }
  }

  #serves(generation: GenerationData, since: number): void {
    const before = this.serving?.policies ?? {};
    const activated = Object.entries(generation.policies).map(([name, { digest }]) => {
      return [name, before[name]?.digest === digest ? this.activated[name]! : since];
    });
    this.activated = Object.fromEntries(activated);
    this.serving = generation;
    if (this.state === 'starting') this.state = 'serving';
  }

  #call(command: Command): Promise<unknown> {
    if (this.state === 'ended') return Promise.reject(new GatewayError('internal', `worker ${this.id} has ended`));
    const seq = ++this.#seq;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(seq, { resolve, reject });
    this.#worker.postMessage({ seq, command } satisfies ToWorker);
    return promise;
  }

  #settle(reply: Extract<FromWorker, { type: 'reply' }>): void {
    const pending = this.#pending.get(reply.seq);
    this.#pending.delete(reply.seq);
    if (reply.error) pending?.reject(fromPostedError(reply.error));
    else pending?.resolve(reply.value);
  }
}
