import type { UpstreamStatistics } from '../traffic/upstream.ts';

/** One endpoint, summed over all workers. */
export interface EndpointView {
  readonly url: string;
  /** Attempts since the endpoint was configured. */
  readonly requests: number;
  /** Failed attempts by reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly in_flight: number;
  readonly connected: number;
  /** Workers that pass it over for now, because their last connection to it failed. */
  readonly passed_over: number;
}

export interface UpstreamView {
  readonly endpoints: readonly EndpointView[];
}

/** What the workers know of the upstreams, as one. */
export function upstreamsView(workers: readonly (readonly UpstreamStatistics[])[]): Record<string, UpstreamView> {
  const upstreams = new Map<string, Map<string, EndpointView>>();
  for (const { name, endpoints } of workers.flat()) {
    const views = upstreams.get(name) ?? new Map<string, EndpointView>();
    upstreams.set(name, views);
    for (const endpoint of endpoints) {
      const sum = views.get(endpoint.url);
      const failures: Record<string, number> = { ...sum?.failures };
      for (const [reason, count] of Object.entries(endpoint.failures))
        failures[reason] = (failures[reason] ?? 0) + count;
      views.set(endpoint.url, {
        url: endpoint.url,
        requests: (sum?.requests ?? 0) + endpoint.requests,
        failures,
        in_flight: (sum?.in_flight ?? 0) + endpoint.inFlight,
        connected: (sum?.connected ?? 0) + endpoint.connected,
        passed_over: (sum?.passed_over ?? 0) + (endpoint.passedOver ? 1 : 0),
      });
    }
  }
  return Object.fromEntries([...upstreams].map(([name, views]) => [name, { endpoints: [...views.values()] }]));
}
