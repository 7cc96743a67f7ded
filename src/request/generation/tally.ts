/** What the policy of a route said since its revision began to answer, in one worker. */
export interface RouteTally {
  allowed: number;
  denied: number;
  /** Evaluations that ended in a fault; while a former revision is asked too, those that it could decide. */
  faults: number;
}

/** Of one revision in one worker: counts by route. */
export interface RevisionTally {
  readonly digest: string;
  readonly routes: Readonly<Record<string, Readonly<RouteTally>>>;
}

export function openTally(): RouteTally {
  return { allowed: 0, denied: 0, faults: 0 };
}
