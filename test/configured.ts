import type { RequestConfig, RouteConfig, UpstreamConfig } from '../src/config/types.ts';

/** What the configuration gives where nothing is written. */
export const REQUEST: RequestConfig = {
  headerBytes: 16_384,
  headerCount: 100,
  targetBytes: 8192,
  headersTimeout: 10_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 75_000,
  connections: 10_000,
  minRate: 240,
  streams: 100,
};

/** A route for everything that leads to the upstream `main`, anonymous, with what is changed in it. */
export function routeConfig(changes: Partial<RouteConfig> = {}): RouteConfig {
  return {
    id: 'all',
    match: { path: '/**', methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], hosts: ['*'] },
    authenticate: [],
    bundle: 'main',
    entrypoint: 'gateway/decision',
    upstream: 'main',
    timeout: 15_000,
    stream: { idle: 300_000, maxAge: 3_600_000 },
    idempotencyKey: false,
    body: { limit: 1024 },
    labels: {},
    credentials: 'strip',
    encodedSlashes: false,
    ...changes,
  };
}

/** The upstream `main` with endpoints at these origins, as the configuration gives it where nothing else is written. */
export function upstreamConfig(urls: readonly string[], changes: Partial<UpstreamConfig> = {}): UpstreamConfig {
  return {
    name: 'main',
    endpoints: urls.map((url) => ({ kind: 'static', url, weight: 1, priority: 0 })),
    balancer: { kind: 'round_robin' },
    slowStart: 0,
    panic: 0,
    outlier: { consecutive: 5, ejection: 30_000, maxEjection: 300_000, maxEjected: 0.5, deviation: 1.9 },
    retry: { attempts: 2, budget: 0.2, on: ['connect', 'refused', 'reset'] },
    breaker: { connections: 1024, pending: 256, requests: 1024, retries: 256 },
    protocol: 'http1',
    ...changes,
    timeouts: { connect: 2000, headers: 10_000, idle: 60_000, ...changes.timeouts },
  };
}
