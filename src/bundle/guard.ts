import type { GuardConfig } from '../config/types.ts';

/** What a revision said on a route. */
export interface RouteCounts {
  readonly allowed: number;
  readonly denied: number;
  /** Evaluations that ended in a fault where the revision before could decide. */
  readonly faults: number;
}

/** Why a revision should not go on. */
export interface Alarm {
  /** A sentence for the operator. */
  readonly reason: string;
  /** Whose denials left their band; undefined where faults are the reason. */
  readonly route?: string;
}

/**
 * Watches a revision for a while after its activation. It knows no clock and asks nobody: counts and times are given to it.
 */
export class Guard {
  readonly #config: GuardConfig;
  readonly #until: number;
  readonly #before: ReadonlyMap<string, RouteCounts>;
  /** By worker, for each counts for itself; one that is gone has counted what it has. */
  readonly #workers = new Map<number, Readonly<Record<string, RouteCounts>>>();
  /** Requests of a route that are needed for its next judgement, where it was acquitted. */
  readonly #acquitted = new Map<string, number>();
  #ended = 0;

  /**
   * @param activated Unix milliseconds
   * @param before what the revision before said, by route
   */
  constructor(config: GuardConfig, activated: number, before: ReadonlyMap<string, RouteCounts> = new Map()) {
    this.#config = config;
    this.#until = activated + config.window;
    this.#before = before;
  }

  /** End of the window, Unix milliseconds. */
  get until(): number {
    return this.#until;
  }

  /** A worker ended unasked while the revision was watched. */
  workerEnded(): void {
    this.#ended++;
  }

  /** Takes what the revision has said in a worker since its activation, by route. */
  take(worker: number, routes: Readonly<Record<string, RouteCounts>>): void {
    this.#workers.set(worker, routes);
  }

  /** Undefined where all is well. */
  alarm(): Alarm | undefined {
    const totals = sum(this.#workers.values());
    return this.#faults(totals) ?? this.#denials(totals);
  }

  /** The traffic is another one, not the policy: the route is judged again when twice as many requests came. */
  acquit(route: string): void {
    this.#acquitted.set(route, 2 * asked(sum(this.#workers.values()).get(route)));
  }

  #faults(totals: ReadonlyMap<string, RouteCounts>): Alarm | undefined {
    const { faults: most } = this.#config;
    const faults = [...totals.values()].reduce((count, route) => count + route.faults, 0);
    if (most === 0 || faults + this.#ended < most) return undefined;
    const parts = [
      ...(faults > 0 ? [`${faults} ${faults === 1 ? 'evaluation' : 'evaluations'} ended in a fault`] : []),
      ...(this.#ended > 0 ? [`${this.#ended} ${this.#ended === 1 ? 'worker' : 'workers'} ended`] : []),
    ];
    return { reason: parts.join(', and ') };
  }

  #denials(totals: ReadonlyMap<string, RouteCounts>): Alarm | undefined {
    const { denialRate } = this.#config;
    if (denialRate === undefined) return undefined;
    const { within, requests } = denialRate;
    for (const [route, counts] of totals) {
      const before = this.#before.get(route);
      if (asked(before) < requests || asked(counts) < (this.#acquitted.get(route) ?? requests)) continue;
      const [was, is] = [rate(before!), rate(counts)];
      if (Math.abs(is - was) <= within) continue;
      const reason = `it denied ${percent(is)} of ${asked(counts)} requests of route ${route}, where the revision before had denied ${percent(was)}`;
      return { reason, route };
    }
    return undefined;
  }
}

/** Adds up what workers counted, by route. */
export function sum(workers: Iterable<Readonly<Record<string, RouteCounts>>>): Map<string, RouteCounts> {
  const totals = new Map<string, RouteCounts>();
  for (const routes of workers) {
    for (const [route, { allowed, denied, faults }] of Object.entries(routes)) {
      const total = totals.get(route) ?? { allowed: 0, denied: 0, faults: 0 };
      totals.set(route, {
        allowed: total.allowed + allowed,
        denied: total.denied + denied,
        faults: total.faults + faults,
      });
    }
  }
  return totals;
}

function asked(counts: RouteCounts | undefined): number {
  return counts === undefined ? 0 : counts.allowed + counts.denied;
}

function rate({ allowed, denied }: RouteCounts): number {
  return denied / (allowed + denied);
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}
