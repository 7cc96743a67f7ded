/** Somebody who may get a request. */
export interface Candidate {
  /** Above 0. Stays as it is. */
  readonly weight: number;
  /** Requests of this worker that it has now. */
  readonly inFlight: number;
  /** 32 bits that tell it from the others, in every worker and every process alike: see key-hash.ts. */
  readonly seed: number;
  /** What it is owed; NaN at first. Belongs to the balancer. */
  credit: number;
}

/** Chooses who gets a request. */
export interface Balancer<C extends Candidate = Candidate> {
  /**
   * @param candidates never empty, and never changed: another array where somebody comes, goes or was tried in vain
   * @param random from 0 to 1, without 1
   * @param hash of the request's key, 32 bits; NaN where it has none
   */
  pick(candidates: readonly C[], random: () => number, hash: number): C;
}
