/** How many may be in at a time, how many may wait for it, and for how long (ms). */
export interface ThrottleNumbers {
  readonly concurrency: number;
  readonly queue: number;
  readonly wait: number;
}

/** What became of a request that asked for a place. */
export type ThrottleVerdict = 'granted' | ThrottleRefusal;

/** `full`: as many as may wait do; `waited`: its time to wait was over. */
export type ThrottleRefusal = 'full' | 'waited';

/** Worker to supervisor. */
export type ThrottleRequest =
  /** The throttles of the configuration that the worker serves from now on, by name. The newest version counts. */
  | {
      readonly do: 'configure';
      readonly version: number;
      readonly throttles: Readonly<Record<string, ThrottleNumbers>>;
    }
  /** Asks for a place; `ticket` names the asker, once in the life of a worker. */
  | { readonly do: 'take'; readonly ticket: number; readonly name: string; readonly key: string }
  /** Gives a place back, or the wish for one. */
  | { readonly do: 'end'; readonly ticket: number };

/** Supervisor to worker. */
export interface ThrottleAnswer {
  readonly ticket: number;
  readonly verdict: ThrottleVerdict;
}
