import { type Finding, toGatewayError } from '../errors.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import type { Comparison } from '../replay/tally.ts';
import type { Quarantine, Quarantined } from './quarantine.ts';

/** What a candidate goes through on its way to answer requests, in this order. */
export type StepName =
  | 'fetched'
  | 'sized'
  | 'verified'
  | 'ordered'
  | 'compiled'
  | 'loadable'
  | 'tested'
  | 'agreed'
  | 'compared'
  | 'prepared'
  | 'committed'
  | 'persisted';

/** Groups of flips that the status shows. */
const SHOWN_GROUPS = 10;

/** An error as the admin interface shows it. */
export interface StatusError {
  readonly code: string;
  readonly message: string;
  readonly findings: readonly Finding[];
}

export interface StepStatus {
  readonly name: StepName;
  readonly state: 'running' | 'done' | 'failed';
  /** RFC 3339. */
  readonly started: string;
  /** Milliseconds; of a running step: null. */
  readonly duration: number | null;
  /** Why it failed. */
  readonly error: StatusError | null;
}

/** How what answers is run. */
export interface EngineStatus {
  /** Whether the module carries the deadline itself (`evaluation.rewrite`). Where it does not, a loop costs a worker. */
  readonly rewritten: boolean;
  /** Bytes of an instance, of which each worker has one: at its start with its data, and its ceiling. */
  readonly memory: { readonly initial: number; readonly maximum: number };
}

/**
 * Where a bundle stands. Times are RFC 3339 or null where it never happened: `asked` the source was asked, `answered` it
 * gave an answer, `downloaded` the answer was something new, `activated` something new began to answer requests.
 */
export interface BundleStatus {
  /** Where it comes from, as a person calls it. */
  readonly source: string;
  /** Revision that the source offers, as far as it is known. */
  readonly wanted: string | null;
  /** Revision that answers requests. */
  readonly active: string | null;
  /** Revision that answered before it. */
  readonly previous: string | null;
  /**
   * waiting: nothing was tried yet; working: a candidate is on its way; active: what was tried last answers; failed: what
   * was tried last failed, and `active`, where there is one, goes on; held: the same, and an operator can let it pass.
   */
  readonly state: 'waiting' | 'working' | 'active' | 'failed' | 'held';
  /** Of the last attempt. */
  readonly steps: readonly StepStatus[];
  readonly asked: string | null;
  readonly answered: string | null;
  readonly downloaded: string | null;
  readonly activated: string | null;
  /** Null where nothing answers yet. */
  readonly engine: EngineStatus | null;
  readonly error: StatusError | null;
  /** What waits for an operator's approval. */
  readonly candidate: HeldCandidate | null;
  /** What was taken back, and is not activated again by itself; the newest first. */
  readonly quarantined: readonly Quarantined[];
  /** What the candidate of the last attempt decides otherwise on recent inputs; null where there was nothing to compare. */
  readonly comparison: Comparison | null;
  /** Activations and failed attempts since the start of the process. */
  readonly activations: number;
  readonly failures: number;
}

export interface HeldCandidate {
  /** SHA-256 of its content, hex: what is approved. */
  readonly digest: string;
  readonly revision: string;
}

/** The steps of one attempt, as they go. */
export class Steps {
  readonly #now: () => number;
  #list: readonly StepStatus[] = [];

  /** @param now Unix milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get list(): readonly StepStatus[] {
    return this.#list;
  }

  /** Runs a step and keeps how it went; what the task throws is thrown on. */
  async run<T>(name: StepName, task: () => T | Promise<T>): Promise<T> {
    const before = this.#list;
    const began = this.#now();
    const started = new Date(began).toISOString();
    const end = (state: StepStatus['state'], error: StatusError | null) => {
      this.#list = [...before, { name, state, started, duration: this.#now() - began, error }];
    };
    this.#list = [...before, { name, state: 'running', started, duration: null, error: null }];
    try {
      const result = await task();
      end('done', null);
      return result;
    } catch (error) {
      end('failed', statusError(error));
      throw error;
    }
  }
}

type Times = Pick<BundleStatus, 'asked' | 'answered' | 'downloaded' | 'activated'>;

/** Keeps where one bundle stands. */
export class BundleProgress {
  readonly #now: () => number;
  readonly #source: string;
  readonly #quarantine: Pick<Quarantine, 'list'>;
  readonly #times: { -readonly [K in keyof Times]: Times[K] };
  #steps: Steps;
  #state: BundleStatus['state'] = 'waiting';
  #before:
    | { readonly steps: Steps; readonly state: BundleStatus['state']; readonly comparison: Comparison | null }
    | undefined;
  #wanted: string | null = null;
  #active: string | null = null;
  #previous: string | null = null;
  #engine: EngineStatus | null = null;
  #error: StatusError | null = null;
  #candidate: HeldCandidate | null = null;
  #comparison: Comparison | null = null;
  #activations = 0;
  #failures = 0;

  /**
   * @param now Unix milliseconds.
   * @param source what a person calls the source
   */
  constructor(now: () => number, source: string, quarantine: Pick<Quarantine, 'list'> = { list: [] }) {
    this.#now = now;
    this.#source = source;
    this.#quarantine = quarantine;
    this.#times = { asked: null, answered: null, downloaded: null, activated: null };
    this.#steps = new Steps(now);
  }

  /** The source is, was asked; it answered; the answer was something new. */
  mark(event: 'asked' | 'answered' | 'downloaded'): void {
    this.#times[event] = this.#timestamp();
  }

  /** A new attempt begins; its steps are to be run with what this returns. */
  begin(): Steps {
    this.#before = { steps: this.#steps, state: this.#state, comparison: this.#comparison };
    this.#state = 'working';
    this.#comparison = null;
    this.#steps = new Steps(this.#now);
    return this.#steps;
  }

  /** The revision of the candidate, once it is known. */
  want(revision: string): void {
    this.#wanted = revision;
  }

  /** What the candidate would decide otherwise. */
  compared(comparison: Comparison): void {
    this.#comparison = { ...comparison, groups: comparison.groups.slice(0, SHOWN_GROUPS) };
  }

  /** The candidate flips too much; what was active goes on until an operator approves it. */
  held(error: unknown, candidate: HeldCandidate): void {
    this.failed(error);
    this.#state = 'held';
    this.#candidate = candidate;
  }

  /** The attempt came to its end: this revision answers. */
  activated({ revision, rewritten, memory }: Pick<PreparedPolicy, 'revision' | 'rewritten' | 'memory'>): void {
    if (revision !== this.#active) this.#previous = this.#active;
    this.#active = revision;
    this.#engine = { rewritten, memory };
    this.#wanted = revision;
    this.#state = 'active';
    this.#error = null;
    this.#candidate = null;
    this.#activations++;
    this.#times.activated = this.#timestamp();
  }

  /** The attempt failed; what was active goes on. */
  failed(error: unknown): void {
    this.#state = 'failed';
    this.#error = statusError(error);
    this.#failures++;
  }

  /** The source offers what it offered before: all stays as it was before the attempt. */
  unchanged(): void {
    if (this.#before === undefined) return;
    this.#steps = this.#before.steps;
    this.#state = this.#before.state;
    this.#comparison = this.#before.comparison;
  }

  /** The source offers what answers: whatever failed since then is over. */
  confirmed(): void {
    if (this.#before?.state === 'active') this.#steps = this.#before.steps;
    this.#wanted = this.#active;
    this.#state = 'active';
    this.#error = null;
    this.#candidate = null;
  }

  get status(): BundleStatus {
    return {
      source: this.#source,
      wanted: this.#wanted,
      active: this.#active,
      previous: this.#previous,
      state: this.#state,
      steps: this.#steps.list,
      ...this.#times,
      engine: this.#engine,
      error: this.#error,
      candidate: this.#candidate,
      comparison: this.#comparison,
      quarantined: this.#quarantine.list,
      activations: this.#activations,
      failures: this.#failures,
    };
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** An error, as the admin interface shows it. */
export function statusError(thrown: unknown): StatusError {
  const { code, message, findings } = toGatewayError(thrown);
  return { code, message, findings };
}
