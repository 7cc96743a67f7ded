import type { OutlierConfig } from '../../config/types.ts';
import { type EndpointRow, PROBED, STATE } from './rows.ts';
import { BLAMELESS, calmed, ejected, returned, type Standing } from './standing.ts';
import { type Answers, lowestRate, rateOf } from './success-rate.ts';

/** How long a worker has to answer for a trial; then somebody else gets it. */
const TRIAL_MS = 30_000;
/** Success rates are compared so often. */
const INTERVAL_MS = 10_000;
/** Until a worker takes the trial. */
const UNKNOWN = Number.POSITIVE_INFINITY;

/** An endpoint whose answers are looked at. */
export interface Observed {
  /** Tells it from the others. */
  readonly url: string;
  readonly row: EndpointRow;
}

/** What a look changed of an endpoint. */
export interface OutlierEvent {
  readonly url: string;
  readonly what: 'ejected' | 'tried' | 'returned';
  readonly standing: Standing;
}

/**
 * Outlier detection for the endpoints of one upstream. Who fails too often in a row, or more often than the others, gets
 * no requests for a while; then one request tries it, and its answer decides. The share that may be out is bounded, and
 * the last one that is available never goes out.
 */
export class Outliers {
  #config: OutlierConfig;
  #observed: readonly Observed[] = [];
  #standings = new Map<string, Standing>();
  #before = new Map<string, Answers>();
  #compareAt: number;
  #events: OutlierEvent[] = [];

  /** @param now milliseconds of a monotonic clock, here and everywhere */
  constructor(config: OutlierConfig, now: number) {
    this.#config = config;
    this.#compareAt = now + INTERVAL_MS;
  }

  /** What is known of those that stay is kept; one that is new begins without blame. */
  follow(config: OutlierConfig, observed: readonly Observed[]): void {
    this.#config = config;
    this.#observed = observed;
    const standings = new Map<string, Standing>();
    const before = new Map<string, Answers>();
    for (const { url, row } of observed) {
      const known = this.#standings.get(url);
      if (known === undefined) setFree(row);
      standings.set(url, known ?? BLAMELESS);
      before.set(url, this.#before.get(url) ?? countsOf(row));
    }
    this.#standings = standings;
    this.#before = before;
  }

  standing(url: string): Standing {
    return this.#standings.get(url) ?? BLAMELESS;
  }

  /** Looks at all endpoints and tells what changed. */
  look(now: number): readonly OutlierEvent[] {
    this.#events = [];
    for (const observed of this.#observed) this.#step(observed, now);
    this.#release(now);
    for (const observed of this.#observed) {
      const { consecutive } = observed.row;
      if (consecutive >= this.#config.consecutive) this.#eject(observed, `${consecutive} failures in a row`, now);
    }
    if (now >= this.#compareAt) this.#compare(now);
    return this.#events;
  }

  /** What the course of time and the workers ask for. */
  #step({ url, row }: Observed, now: number): void {
    const standing = this.standing(url);
    switch (row.state) {
      case STATE.available:
        this.#standings.set(url, calmed(standing, this.#config, now));
        return;
      case STATE.ejected:
        if (now < standing.until) return;
        row.changeState(STATE.ejected, STATE.offered);
        this.#note(url, 'tried', { ...standing, until: UNKNOWN });
        return;
      case STATE.taken:
        if (standing.until === UNKNOWN) this.#standings.set(url, { ...standing, until: now + TRIAL_MS });
        else if (now >= standing.until) {
          row.changeState(STATE.taken, STATE.offered);
          this.#standings.set(url, { ...standing, until: UNKNOWN });
        }
        return;
      case STATE.succeeded:
        this.#return({ url, row }, now);
        return;
      case STATE.failed:
        row.changeState(STATE.failed, STATE.ejected);
        this.#note(url, 'ejected', ejected(standing, 'the request that tried it failed', this.#config, now));
    }
  }

  /** Where endpoints left, too many of the others may be out. Who would have come back first does so. */
  #release(now: number): void {
    const out = this.#observed.filter(({ row }) => row.state !== STATE.available);
    const excess = out.length - this.#mostOut();
    if (excess <= 0) return;
    out.sort((a, b) => this.standing(a.url).until - this.standing(b.url).until);
    for (const observed of out.slice(0, excess)) this.#return(observed, now);
  }

  #return({ url, row }: Observed, now: number): void {
    setFree(row);
    row.comeBack(now);
    this.#note(url, 'returned', returned(this.standing(url), this.#config, now));
  }

  #eject({ url, row }: Observed, reason: string, now: number): void {
    const out = this.#observed.filter((other) => other.row.state !== STATE.available);
    if (!isAvailable(row) || out.length >= this.#mostOut()) return;
    if (!this.#observed.some((other) => other.url !== url && isAvailable(other.row))) return;
    if (!row.changeState(STATE.available, STATE.ejected)) return;
    this.#note(url, 'ejected', ejected(this.standing(url), reason, this.#config, now));
  }

  #mostOut(): number {
    const { length } = this.#observed;
    return length < 2 ? 0 : Math.max(1, Math.floor(length * this.#config.maxEjected));
  }

  #compare(now: number): void {
    this.#compareAt = now + INTERVAL_MS;
    const answers = this.#observed.map(({ url, row }) => {
      const counts = countsOf(row);
      const before = this.#before.get(url) ?? counts;
      this.#before.set(url, counts);
      return { good: (counts.good - before.good) >>> 0, bad: (counts.bad - before.bad) >>> 0 };
    });
    const { deviation } = this.#config;
    const lowest = deviation === 0 ? undefined : lowestRate(answers, deviation);
    if (lowest === undefined) return;
    for (const [index, observed] of this.#observed.entries()) {
      const rate = rateOf(answers[index]!);
      if (rate === undefined || rate >= lowest) continue;
      this.#eject(observed, `${percent(rate)} of its answers were good, less than ${percent(lowest)}`, now);
    }
  }

  #note(url: string, what: OutlierEvent['what'], standing: Standing): void {
    this.#standings.set(url, standing);
    this.#events.push({ url, what, standing });
  }
}

/** Makes an endpoint available as far as outlier detection goes. */
export function setFree(row: EndpointRow): void {
  row.consecutive = 0;
  const { state } = row;
  if (state !== STATE.available) row.changeState(state, STATE.available);
}

function isAvailable({ state, probed, drained }: EndpointRow): boolean {
  return state === STATE.available && probed !== PROBED.unhealthy && !drained;
}

function countsOf({ successes, failures }: EndpointRow): Answers {
  return { good: successes, bad: failures };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
