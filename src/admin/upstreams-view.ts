import type { EndpointStatistics } from '../traffic/endpoint.ts';
import { percentile, sumOf } from '../traffic/latency.ts';
import type { EndpointStatus, Health, UpstreamStatus } from '../traffic/supervision/status.ts';
import type { UpstreamStatistics } from '../traffic/upstream.ts';

/** One endpoint: what the supervisor knows of it, and what all workers together counted. */
export interface EndpointView {
  /** Host and port: what an operator calls it by. */
  readonly id: string;
  readonly url: string;
  readonly weight: number;
  readonly priority: number;
  readonly health: Health;
  /** Why it is not healthy. */
  readonly reason: string | null;
  /** Time of its last change, RFC 3339. */
  readonly since: string;
  /** Ejections since it is known. */
  readonly ejections: number;
  /** The last one, with its time (RFC 3339) and what was wrong. */
  readonly probe: { readonly at: string; readonly error: string | null } | null;
  /** Attempts. This and what follows counts since the workers know it. */
  readonly requests: number;
  /** Failed attempts by reason. */
  readonly failures: Readonly<Record<string, number>>;
  /** Answers with 5xx. */
  readonly faults: number;
  readonly in_flight: number;
  /** Open connections. */
  readonly connected: number;
  /** Milliseconds from the start of an attempt to the head of its answer; null before the first one. */
  readonly latency: { readonly p50: number; readonly p90: number; readonly p99: number } | null;
}

export interface UpstreamView {
  readonly balancer: UpstreamStatus['balancer'];
  /** Attempts after the first one. */
  readonly retries: number;
  /** Repetitions that the budget or the breaker forbade. */
  readonly retries_refused: number;
  /** Requests that the breaker refused, by cap. */
  readonly overflows: Readonly<UpstreamStatistics['overflows']>;
  /** What DNS is asked about. */
  readonly names: readonly { readonly name: string; readonly resolved: boolean; readonly error: string | null }[];
  readonly endpoints: readonly EndpointView[];
}

/**
 * Joins what the supervisor and the workers know of the upstreams, by name. Endpoints that the supervisor no longer has are
 * left out.
 */
export function upstreamsView(
  statuses: readonly UpstreamStatus[],
  workers: readonly (readonly UpstreamStatistics[])[],
): Record<string, UpstreamView> {
  const counted = workers.flat();
  return Object.fromEntries(
    statuses.map(({ name, balancer, endpoints, names }) => {
      const parts = counted.filter((upstream) => upstream.name === name);
      const view: UpstreamView = {
        balancer,
        retries: total(parts, ({ retries }) => retries),
        retries_refused: total(parts, ({ retriesRefused }) => retriesRefused),
        overflows: {
          requests: total(parts, ({ overflows }) => overflows.requests),
          pending: total(parts, ({ overflows }) => overflows.pending),
        },
        names: names.map(({ name, resolved, error }) => ({ name, resolved, error: error ?? null })),
        endpoints: endpoints.map((endpoint) => {
          const { url } = endpoint;
          return endpointView(
            endpoint,
            parts.flatMap((part) => part.endpoints.filter((other) => other.url === url)),
          );
        }),
      };
      return [name, view];
    }),
  );
}

function endpointView(status: EndpointStatus, parts: readonly EndpointStatistics[]): EndpointView {
  const { id, url, weight, priority, health, reason, since, ejections, probe } = status;
  const failures: Record<string, number> = {};
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part.failures)) failures[kind] = (failures[kind] ?? 0) + count;
  }
  return {
    id,
    url,
    weight,
    priority,
    health,
    reason: reason ?? null,
    since: timestamp(since),
    ejections,
    probe: probe === undefined ? null : { at: timestamp(probe.at), error: probe.error ?? null },
    requests: total(parts, ({ requests }) => requests),
    failures,
    faults: total(parts, ({ faults }) => faults),
    in_flight: total(parts, ({ inFlight }) => inFlight),
    connected: total(parts, ({ connected }) => connected),
    latency: latencyOf(sumOf(parts.map(({ latency }) => latency))),
  };
}

function latencyOf(buckets: Uint32Array): EndpointView['latency'] {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(buckets, share));
  if (p50 === undefined || p90 === undefined || p99 === undefined) return null;
  return { p50: rounded(p50), p90: rounded(p90), p99: rounded(p99) };
}

/** The buckets are no finer than this. */
function rounded(ms: number): number {
  return Number(ms.toPrecision(3));
}

function total<Part>(parts: readonly Part[], count: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + count(part), 0);
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}
