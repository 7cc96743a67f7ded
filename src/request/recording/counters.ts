import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Exchange, Outcome, StageTimings } from '../../audit/exchange.ts';
import { type ShadowCount, ShadowCounts } from './shadow-counts.ts';

/** Upper bounds of the latency buckets, seconds. */
export const BUCKETS: readonly number[] = [
  0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
  5, 10, 30,
];

/** A distribution: how many values fell into each bucket (one more than BUCKETS), and their sum in seconds. */
export interface HistogramSnapshot {
  readonly buckets: readonly number[];
  readonly sum: number;
}

/** Counts of one worker since its start; what never happened is absent. */
export interface CountersSnapshot {
  /** Exchanges by route (empty: none matched), outcome and class of the status (`2xx`; `none`: the client got no answer). */
  readonly requests: readonly { route: string; outcome: Outcome; status: string; count: number }[];
  /** Duration of whole exchanges by route. */
  readonly durations: Readonly<Record<string, HistogramSnapshot>>;
  /** Duration of each stage. */
  readonly stages: Readonly<Record<string, HistogramSnapshot>>;
  /** What the policies said, by bundle. */
  readonly decisions: readonly { bundle: string; decision: string; count: number }[];
  readonly shadows: readonly ShadowCount[];
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Delay of the event loop since the last snapshot, seconds. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Share of the time since the last snapshot in which the event loop was busy, 0 to 1. */
  readonly utilization: number;
}

const OUTCOMES: readonly Outcome[] = [
  'allowed',
  'denied',
  'limited',
  'unauthenticated',
  'refused',
  'shed',
  'failed',
  'aborted',
];
const OUTCOME_INDEX = Object.fromEntries(OUTCOMES.map((outcome, i) => [outcome, i])) as Record<Outcome, number>;
const STATUS_CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
const DECISIONS = ['allow', 'deny', 'fault'] as const;
const STAGES = [
  'receive',
  'authenticate',
  'body',
  'decide',
  'limit',
  'throttle',
  'upstream',
] as const satisfies (keyof StageTimings)[];

const BOUNDS_MS = Float64Array.from(BUCKETS, (seconds) => seconds * 1000);
const RESOLUTION_MS = 20;

class Histogram {
  readonly #buckets = new Float64Array(BOUNDS_MS.length + 1);
  #sum = 0;

  observe(ms: number): void {
    let i = 0;
    while (i < BOUNDS_MS.length && ms > BOUNDS_MS[i]!) i++;
    this.#buckets[i]!++;
    this.#sum += ms;
  }

  snapshot(): HistogramSnapshot {
    return { buckets: [...this.#buckets], sum: this.#sum / 1000 };
  }
}

interface RouteCounts {
  readonly requests: Float64Array;
  readonly duration: Histogram;
}

/** What one worker counts. Counting an exchange costs a fraction of a microsecond and allocates nothing. */
export class Counters {
  readonly #routes = new Map<string, RouteCounts>();
  readonly #stages = STAGES.map(() => new Histogram());
  readonly #decisions = new Map<string, Float64Array>();
  readonly #shadows = new ShadowCounts();
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #bytesIn = 0;
  #bytesOut = 0;

  constructor() {
    this.#loop.enable();
  }

  count(exchange: Exchange): void {
    const { timings } = exchange;
    const route = this.#route(exchange.route);
    const statusClass = Math.min(Math.floor(exchange.status / 100), STATUS_CLASSES.length - 1);
    route.requests[OUTCOME_INDEX[exchange.outcome] * STATUS_CLASSES.length + statusClass]!++;
    if (timings.total >= 0) route.duration.observe(timings.total);
    for (let i = 0; i < STAGES.length; i++) {
      const ms = timings[STAGES[i]!];
      if (ms >= 0) this.#stages[i]!.observe(ms);
    }
    this.#decision(exchange);
    if (exchange.shadow !== undefined) this.#shadows.count(exchange.bundle, exchange.shadow);
    this.#bytesIn += exchange.bytesIn;
    this.#bytesOut += exchange.bytesOut;
  }

  /** The counts so far. The gauges begin anew. */
  snapshot(): CountersSnapshot {
    const utilization = performance.eventLoopUtilization(this.#utilization).utilization;
    this.#utilization = performance.eventLoopUtilization();
    const loopDelay = {
      p50: this.#delay(this.#loop.percentile(50)),
      p99: this.#delay(this.#loop.percentile(99)),
      max: this.#delay(this.#loop.max),
    };
    this.#loop.reset();
    const routes = [...this.#routes];
    return {
      requests: routes.flatMap(([route, { requests }]) => listRequests(route, requests)),
      durations: Object.fromEntries(routes.map(([route, { duration }]) => [route, duration.snapshot()])),
      stages: Object.fromEntries(STAGES.map((stage, i) => [stage, this.#stages[i]!.snapshot()])),
      decisions: [...this.#decisions].flatMap(([bundle, counts]) =>
        DECISIONS.map((decision, i) => ({ bundle, decision, count: counts[i]! })),
      ),
      shadows: this.#shadows.snapshot(),
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      loopDelay,
      utilization,
    };
  }

  #route(id: string): RouteCounts {
    let counts = this.#routes.get(id);
    if (counts === undefined) {
      counts = { requests: new Float64Array(OUTCOMES.length * STATUS_CLASSES.length), duration: new Histogram() };
      this.#routes.set(id, counts);
    }
    return counts;
  }

  #decision({ bundle, entrypoint, result, error }: Exchange): void {
    const fault = error?.code === 'policy_fault' || error?.code === 'policy_unavailable';
    if (entrypoint === '' || (result === undefined && !fault)) return;
    let counts = this.#decisions.get(bundle);
    if (counts === undefined) {
      counts = new Float64Array(DECISIONS.length);
      this.#decisions.set(bundle, counts);
    }
    const allow = (result as { allow?: unknown } | undefined)?.allow === true;
    counts[fault ? 2 : allow ? 0 : 1]!++;
  }

  /** The histogram holds the time between two ticks, in nanoseconds; nothing was measured yet where it is not finite. */
  #delay(ns: number): number {
    return this.#loop.count === 0 ? 0 : Math.max(0, ns / 1e9 - RESOLUTION_MS / 1000);
  }
}

function listRequests(route: string, counts: Float64Array): CountersSnapshot['requests'][number][] {
  const cells = OUTCOMES.flatMap((outcome) => STATUS_CLASSES.map((status) => ({ route, outcome, status })));
  return cells.map((cell, i) => ({ ...cell, count: counts[i]! })).filter(({ count }) => count > 0);
}
