import { Latency } from '../../src/traffic/latency.ts';
import type { UpstreamStatus } from '../../src/traffic/supervision/status.ts';
import type { UpstreamStatistics } from '../../src/traffic/upstream.ts';

/** What the supervisor knows of an upstream with one endpoint, which is ejected. */
export const STATUS: UpstreamStatus = {
  name: 'items',
  balancer: 'least_request',
  endpoints: [
    {
      id: 'a:80',
      slot: 0,
      url: 'http://a',
      weight: 2,
      priority: 1,
      health: 'ejected',
      reason: '5 failures in a row',
      since: Date.UTC(2026, 0, 1),
      ejections: 3,
      probe: { at: Date.UTC(2026, 0, 1, 1), error: 'it answered with 503' },
    },
  ],
  names: [{ name: 'http://a', resolved: true, error: 'ESERVFAIL' }],
};

/** What a worker has counted of it; so many of everything, each answer within `n` milliseconds. */
export function counted(n: number): UpstreamStatistics {
  const latency = new Latency();
  for (let i = 0; i < n; i++) latency.observe(n);
  const failures = {
    connect: n,
    connect_timeout: 0,
    invalid: 0,
    refused: 0,
    reset: n,
    protocol: 0,
    timeout: 0,
    abandoned: 0,
  };
  const endpoint = {
    url: 'http://a',
    requests: n,
    failures,
    faults: n,
    inFlight: n,
    connected: n,
    passedOver: false,
    latency: latency.buckets,
  };
  return {
    name: 'items',
    endpoints: [endpoint],
    retries: n,
    retriesRefused: n,
    overflows: { requests: n, pending: n },
  };
}
