/** What `state` of an endpoint's row says. The supervisor and the workers change it by turns: see outlier.ts. */
export const STATE = {
  /** Gets requests. */
  available: 0,
  /** Gets none, for a while. */
  ejected: 1,
  /** Whoever comes first may send one request. */
  offered: 2,
  /** A worker has sent it and waits for the answer. */
  taken: 3,
  /** The answer was good. */
  succeeded: 4,
  /** The answer was bad, or none came. */
  failed: 5,
} as const;

/** One of STATE. */
export type State = (typeof STATE)[keyof typeof STATE];

/** What `probed` of an endpoint's row says. */
export const PROBED = { unknown: 0, healthy: 1, unhealthy: 2 } as const;

/** One of PROBED. */
export type Probed = (typeof PROBED)[keyof typeof PROBED];

/** What the supervisor uses of an endpoint's row on the board. Each write tells the workers that availability changed. */
export interface EndpointRow {
  readonly state: State;
  /** Changes `state` where it is still `from`. */
  changeState(from: State, to: State): boolean;
  probed: Probed;
  drained: boolean;
  /** Failures in a row, of all workers. */
  consecutive: number;
  /** Ever growing, with an overflow at 2^32. */
  readonly successes: number;
  readonly failures: number;
  /** Begins the slow start. @param ticks milliseconds of the clock that all threads share. */
  comeBack(ticks: number): void;
  /** Makes it the row of an endpoint that nothing is known of. */
  reset(): void;
}

/** What the supervisor uses of the board. */
export interface Rows {
  /** Rows for endpoints. */
  readonly endpoints: number;
  /** Rows for upstreams. */
  readonly upstreams: number;
  endpoint(slot: number): EndpointRow;
  resetUpstream(row: number): void;
}
