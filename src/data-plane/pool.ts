import type { Measurement } from '../admin/metrics.ts';
import { activate, type RunPhase } from '../bundle/activation.ts';
import type { GenerationData } from '../request/generation/generation.ts';
import type { Members } from '../traffic/supervision/members.ts';
import type { WorkerTally } from './guarding.ts';
import { type ThreadEnd, type ThreadHooks, WorkerThread } from './thread.ts';

const GUARD_MS = 100;
/** A thread that ends again and again is started at most this often. */
const RESTART_MS = 200;

export interface PoolOptions {
  /** Labels of each decision-log event. */
  readonly labels: Readonly<Record<string, string>>;
  /** Secret for what stands in the place of masked values in the decision log. */
  readonly maskKey: string;
  /** Whether what policies print is wanted. */
  readonly print: boolean;
  readonly now: () => number;
  readonly hooks: Omit<ThreadHooks, 'ended' | 'gone'> & {
    /** A thread is gone, and what it counted on its column of the board is nobody's. */
    gone(worker: number, column: number): void;
  };
  /** Told of each thread that ended unasked; a successor is already on its way. */
  readonly ended: (end: ThreadEnd) => void;
  /** Told where a successor could not be started; it will be tried again. */
  readonly restartFailed: (error: unknown) => void;
}

/** The data-plane threads: as many as the generation asks for, each serving the generation of the day. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #guard: NodeJS.Timeout;
  #threads: readonly WorkerThread[] = [];
  #current: GenerationData | undefined;
  #nextId = 1;
  /** The newest that was told; a generation may be older. */
  #members: Members | undefined;
  /** Columns of the board that living threads have. */
  readonly #columns = new Set<number>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#guard = setInterval(() => this.#watch(), GUARD_MS);
    this.#guard.unref();
  }

  /** The generation that answers. */
  get current(): GenerationData | undefined {
    return this.#current;
  }

  get threads(): readonly WorkerThread[] {
    return this.#threads;
  }

  /**
   * Makes `generation` the one that answers, in all threads or in none. Throws GatewayError activation_failed; then the
   * generation before it goes on.
   */
  async activate(generation: GenerationData, run?: RunPhase): Promise<void> {
    const wanted = generation.config.workers;
    const started = Array.from({ length: wanted - this.#threads.length }, () => this.#start());
    const taking = [...this.#threads.slice(0, wanted), ...started];
    const surplus = this.#threads.slice(wanted);
    this.#threads = [...this.#threads, ...started];
    try {
      await activate(taking, generation, run);
    } catch (error) {
      this.#release(started, 0);
      throw error;
    }
    this.#current = generation;
    if (this.#members) this.tell(this.#members);
    this.#release(surplus, generation.config.shutdownGrace);
  }

  /** Tells the threads that upstreams have other endpoints. */
  tell(members: Members): void {
    this.#members = members;
    for (const thread of this.#threads) thread.tell(members);
  }

  /** What each living thread answers to `measure`. */
  async measure(): Promise<Measurement[]> {
    const answers = await Promise.all(this.#threads.map((thread) => thread.measure()));
    return answers.filter((answer) => answer !== undefined);
  }

  /** What the policies said in each living thread. */
  async tallies(): Promise<WorkerTally[]> {
    const answers = this.#threads.map(async (thread) => ({ worker: thread.id, bundles: await thread.tally() }));
    return (await Promise.all(answers)).flatMap(({ worker, bundles }) => (bundles ? [{ worker, bundles }] : []));
  }

  /** From now on every answer ends its connection; new ones are still accepted. */
  async announceClosing(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.announceClosing()));
  }

  /** Lets the requests in flight finish for at most `grace` ms and ends the threads. */
  async drain(grace: number): Promise<void> {
    this.#closed = true;
    clearInterval(this.#guard);
    await Promise.all(this.#threads.map((thread) => thread.drain(grace)));
  }

  #start(): WorkerThread {
    const { labels, maskKey, print, now, hooks } = this.#options;
    const column = this.#takeColumn();
    const gone = (worker: number) => {
      this.#columns.delete(column);
      hooks.gone(worker, column);
    };
    const ended = (end: ThreadEnd) => this.#replace(end);
    return new WorkerThread(this.#nextId++, column, { labels, maskKey, print }, { ...hooks, gone, ended }, now());
  }

  /** A thread keeps its column until it has gone. */
  #takeColumn(): number {
    let column = 0;
    while (this.#columns.has(column)) column++;
    this.#columns.add(column);
    return column;
  }

  #watch(): void {
    const limit = this.#current?.config.evaluation.watchdog;
    if (limit === undefined) return;
    const now = this.#options.now();
    for (const thread of this.#threads) thread.guard(now, limit);
  }

  #release(threads: readonly WorkerThread[], grace: number): void {
    this.#threads = this.#threads.filter((thread) => !threads.includes(thread));
    for (const thread of threads) void thread.drain(grace);
  }

  /** A thread that never served has no successor: whoever started it is told of its failure. */
  #replace(end: ThreadEnd): void {
    const ended = this.#threads.find((thread) => thread.id === end.id);
    if (this.#closed || ended === undefined || ended.serving === undefined) return;
    this.#options.ended(end);
    this.#succeed(ended);
  }

  #succeed(ended: WorkerThread): void {
    const successor = this.#start();
    this.#threads = this.#threads.map((thread) => (thread === ended ? successor : thread));
    this.#revive(successor).catch(async (error) => {
      this.#options.restartFailed(error);
      await successor.drain(0);
      setTimeout(() => {
        if (!this.#closed && this.#threads.includes(successor)) this.#succeed(successor);
      }, RESTART_MS);
    });
  }

  /** An activation may overtake: the successor goes on until it serves what the others serve. */
  async #revive(thread: WorkerThread): Promise<void> {
    while (this.#current !== undefined && thread.serving !== this.#current) {
      const generation = this.#current;
      await activate([thread], generation);
      if (this.#members) thread.tell(this.#members);
    }
  }
}
