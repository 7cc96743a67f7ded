/** Somebody who may get a request. */
export interface Candidate {
  /** Above 0. */
  readonly weight: number;
  /** Requests of this worker that it has now. */
  readonly inFlight: number;
  /** Tells it from the others, in every worker and every process alike. */
  readonly key: string;
}

/** Chooses who gets a request. */
export interface Balancer<C extends Candidate = Candidate> {
  /**
   * @param candidates never empty; the same array until somebody comes or goes
   * @param random 0 to 1
   * @param hash of the request's key, 32 bits; NaN where it has none
   */
  pick(candidates: readonly C[], random: () => number, hash: number): C;
}
