import {
  AggregatorRegistry,
  collectDefaultMetrics,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from 'prom-client';
import type { AuditStatistics } from '../audit/intake.ts';
import type { BundleStatus } from '../bundle/status.ts';
import type { LimitCounters } from '../limits/table.ts';
import type { ThrottleStatistics } from '../limits/throttle.ts';
import { BUCKETS, type CountersSnapshot, type HistogramSnapshot } from '../request/recording/counters.ts';
import { HEALTHS, type UpstreamStatus } from '../traffic/supervision/status.ts';
import type { UpstreamStatistics } from '../traffic/upstream.ts';

/** What a worker answers when it is measured: counts since its start, and the state of this moment. */
export interface Measurement {
  readonly worker: number;
  readonly counters: CountersSnapshot;
  readonly limits: LimitCounters;
  readonly upstreams: readonly UpstreamStatistics[];
  /** Exchanges in flight. */
  readonly inFlight: number;
}

/** What the supervisor itself knows. */
export interface SupervisorFacts {
  readonly generation: number;
  readonly bundles: Readonly<Record<string, BundleStatus>>;
  readonly audit: AuditStatistics;
  readonly throttles: readonly ThrottleStatistics[];
  readonly upstreams: readonly UpstreamStatus[];
}

type Labels = Record<string, string | number>;
type Family = MetricObjectWithValues<MetricValue<string>>;
type Kind = 'counter' | 'gauge' | 'histogram';

/**
 * The metrics of all threads as Prometheus text. Workers count for themselves and are asked when somebody looks; what a
 * worker counted stays in the sums after its end, so no counter ever goes back.
 */
export class Metrics {
  readonly #process = new Registry();
  readonly #living = new Map<number, Measurement>();
  #former: Promise<Family[]> = Promise.resolve([]);

  constructor() {
    collectDefaultMetrics({ register: this.#process });
  }

  /** Takes a worker's measurement; also the last one, when the worker ends. */
  take(measurement: Measurement): void {
    this.#living.set(measurement.worker, measurement);
  }

  /** A worker is gone: what it counted is kept, what it was is not. */
  ended(worker: number): void {
    const last = this.#living.get(worker);
    if (last === undefined) return;
    this.#living.delete(worker);
    this.#former = this.#former.then((former) => aggregate([former, countersOf(last)]).getMetricsAsJSON());
  }

  async render(facts: SupervisorFacts): Promise<string> {
    const workers = [...this.#living.values()];
    const families = [
      await this.#former,
      ...workers.map(countersOf),
      ...workers.map(gaugesOf),
      familiesOf(facts),
      await this.#process.getMetricsAsJSON(),
    ];
    return aggregate(families).metrics();
  }
}

function aggregate(families: Family[][]) {
  return AggregatorRegistry.aggregate(families.filter((list) => list.length > 0));
}

function countersOf({ counters, limits, upstreams }: Measurement): Family[] {
  const endpoints = upstreams.flatMap(({ name, endpoints }) =>
    endpoints.map((endpoint) => ({ ...endpoint, labels: { upstream: name, endpoint: endpoint.url } })),
  );
  return [
    family('counter', 'regate_requests_total', 'Exchanges by route, outcome and class of the status.', [
      ...counters.requests.map(({ count, ...labels }) => value(count, labels)),
    ]),
    histogram('regate_request_duration_seconds', 'Duration of exchanges.', 'route', counters.durations),
    histogram('regate_stage_duration_seconds', 'Duration of the stages of exchanges.', 'stage', counters.stages),
    family('counter', 'regate_decisions_total', 'Decisions by bundle.', [
      ...counters.decisions.map(({ count, ...labels }) => value(count, labels)),
    ]),
    family('counter', 'regate_shadow_decisions_total', 'What shadows would have decided, beside what was decided.', [
      ...counters.shadows.map(({ count, ...labels }) => value(count, labels)),
    ]),
    family('counter', 'regate_received_bytes_total', 'Bytes of request bodies.', [value(counters.bytesIn)]),
    family('counter', 'regate_sent_bytes_total', 'Bytes of response bodies.', [value(counters.bytesOut)]),
    family('counter', 'regate_limits_total', 'Takes from rate limits by what came of them.', [
      value(limits.granted, { result: 'granted' }),
      value(limits.refused, { result: 'refused' }),
      value(limits.tableFull, { result: 'table_full' }),
    ]),
    family('counter', 'regate_limit_evictions_total', 'Expired keys of rate limits that gave way to new ones.', [
      value(limits.evicted),
    ]),
    family('counter', 'regate_upstream_requests_total', 'Attempts by endpoint.', [
      ...endpoints.map(({ requests, labels }) => value(requests, labels)),
    ]),
    family('counter', 'regate_upstream_failures_total', 'Failed attempts by endpoint and reason.', [
      ...endpoints.flatMap(({ failures, labels }) =>
        Object.entries(failures).map(([reason, count]) => value(count, { ...labels, reason })),
      ),
    ]),
    family('counter', 'regate_upstream_faults_total', 'Answers with 5xx by endpoint.', [
      ...endpoints.map(({ faults, labels }) => value(faults, labels)),
    ]),
    family('counter', 'regate_upstream_retries_total', 'Attempts after the first one.', [
      ...upstreams.map(({ name, retries }) => value(retries, { upstream: name })),
    ]),
    family('counter', 'regate_upstream_retries_refused_total', 'Repetitions that the budget or the breaker forbade.', [
      ...upstreams.map(({ name, retriesRefused }) => value(retriesRefused, { upstream: name })),
    ]),
    family('counter', 'regate_upstream_overflows_total', 'Requests that the breaker refused, by cap.', [
      ...upstreams.flatMap(({ name, overflows }) =>
        Object.entries(overflows).map(([cap, count]) => value(count, { upstream: name, cap })),
      ),
    ]),
  ];
}

function gaugesOf({ worker, counters, upstreams, inFlight }: Measurement): Family[] {
  const { loopDelay, utilization } = counters;
  const endpoints = upstreams.flatMap(({ name, endpoints }) =>
    endpoints.map((endpoint) => ({ ...endpoint, labels: { upstream: name, endpoint: endpoint.url } })),
  );
  return [
    family('gauge', 'regate_requests_in_flight', 'Exchanges in flight.', [value(inFlight)]),
    family('gauge', 'regate_upstream_requests_in_flight', 'Attempts in flight by endpoint.', [
      ...endpoints.map((endpoint) => value(endpoint.inFlight, endpoint.labels)),
    ]),
    family('gauge', 'regate_upstream_connections', 'Open connections by endpoint.', [
      ...endpoints.map((endpoint) => value(endpoint.connected, endpoint.labels)),
    ]),
    family('gauge', 'regate_event_loop_delay_seconds', 'Delay of a worker since it was last asked.', [
      ...Object.entries(loopDelay).map(([quantile, seconds]) => value(seconds, { worker, quantile })),
    ]),
    family('gauge', 'regate_event_loop_utilization', 'Busy share of a worker since it was last asked, 0 to 1.', [
      value(utilization, { worker }),
    ]),
  ];
}

function familiesOf({ generation, bundles, audit, throttles, upstreams }: SupervisorFacts): Family[] {
  const entries = Object.entries(bundles);
  return [
    family('gauge', 'regate_generation', 'Swaps of configuration or policy.', [value(generation)]),
    family('gauge', 'regate_bundle_info', 'Revision that answers requests.', [
      ...entries.flatMap(([bundle, { active }]) => (active === null ? [] : [value(1, { bundle, revision: active })])),
    ]),
    family('gauge', 'regate_bundle_activated_timestamp_seconds', 'When the revision began to answer, Unix time.', [
      ...entries.flatMap(([bundle, { activated }]) =>
        activated === null ? [] : [value(Date.parse(activated) / 1000, { bundle })],
      ),
    ]),
    family('gauge', 'regate_bundle_answered_timestamp_seconds', 'When the source gave its last answer, Unix time.', [
      ...entries.flatMap(([bundle, { answered }]) =>
        answered === null ? [] : [value(Date.parse(answered) / 1000, { bundle })],
      ),
    ]),
    family('counter', 'regate_bundle_activations_total', 'Attempts to activate a revision by what came of them.', [
      ...entries.flatMap(([bundle, { activations, failures }]) => [
        value(activations, { bundle, result: 'activated' }),
        value(failures, { bundle, result: 'failed' }),
      ]),
    ]),
    family(
      'gauge',
      'regate_bundle_quarantined',
      'Revisions that were taken back and are not activated by themselves.',
      [...entries.map(([bundle, { quarantined }]) => value(quarantined.length, { bundle }))],
    ),
    family('counter', 'regate_decision_log_events_total', 'Events that were written.', [value(audit.written)]),
    family('counter', 'regate_decision_log_dropped_total', 'Events that are not in the log by reason.', [
      ...Object.entries(audit.dropped).map(([reason, count]) => value(count, { reason })),
    ]),
    ...throttleFamilies(throttles),
    ...healthFamilies(upstreams),
  ];
}

function throttleFamilies(throttles: readonly ThrottleStatistics[]): Family[] {
  return [
    family('gauge', 'regate_throttle_waiting', 'Requests that wait for a place.', [
      ...throttles.map(({ name, waiting }) => value(waiting, { throttle: name })),
    ]),
    family('gauge', 'regate_throttle_running', 'Requests that have a place.', [
      ...throttles.map(({ name, running }) => value(running, { throttle: name })),
    ]),
    family('counter', 'regate_throttle_requests_total', 'Requests by throttle and what came of them.', [
      ...throttles.flatMap(({ name, granted, refused }) =>
        Object.entries({ granted, ...refused }).map(([result, count]) => value(count, { throttle: name, result })),
      ),
    ]),
    family('counter', 'regate_throttle_crowded_total', 'Requests whose keys shared their places: too many keys.', [
      ...throttles.map(({ name, crowded }) => value(crowded, { throttle: name })),
    ]),
  ];
}

function healthFamilies(upstreams: readonly UpstreamStatus[]): Family[] {
  const endpoints = upstreams.flatMap(({ name, endpoints }) =>
    endpoints.map((endpoint) => ({ ...endpoint, labels: { upstream: name, endpoint: endpoint.url } })),
  );
  return [
    family('gauge', 'regate_upstream_endpoint_health', 'How an endpoint is: 1 for that, 0 for the others.', [
      ...endpoints.flatMap(({ health, labels }) =>
        HEALTHS.map((other) => value(other === health ? 1 : 0, { ...labels, health: other })),
      ),
    ]),
    family('counter', 'regate_upstream_ejections_total', 'Ejections by endpoint.', [
      ...endpoints.map(({ ejections, labels }) => value(ejections, labels)),
    ]),
  ];
}

function histogram(
  name: string,
  help: string,
  label: string,
  snapshots: Readonly<Record<string, HistogramSnapshot>>,
): Family {
  const values = Object.entries(snapshots).flatMap(([key, { buckets, sum }]) => {
    const labels = { [label]: key };
    let total = 0;
    const cumulative = [...BUCKETS, '+Inf'].map((le, i) => {
      total += buckets[i]!;
      return { ...value(total, { ...labels, le }), metricName: `${name}_bucket` };
    });
    return [
      ...cumulative,
      { ...value(sum, labels), metricName: `${name}_sum` },
      { ...value(total, labels), metricName: `${name}_count` },
    ];
  });
  return family('histogram', name, help, values);
}

function value(count: number, labels: Labels = {}): MetricValue<string> {
  return { value: count, labels };
}

function family(type: Kind, name: string, help: string, values: MetricValue<string>[]): Family {
  // The library's type wants its collector beside the values, which its aggregation never asks for.
  return { name, help, type, aggregator: 'sum', values } as unknown as Family;
}
