import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { load, MINIMAL } from './fixture.ts';

test('a minimal configuration gets every default', async (t) => {
  const { digest, files, ...config } = await load(t, MINIMAL);
  const folder = dirname(config.file);

  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.deepEqual(files, {});
  assert.deepEqual(config, {
    file: join(folder, 'regate.yaml'),
    listeners: [{ address: '127.0.0.1', port: 8080 }],
    admin: { address: '127.0.0.1', port: 9901, tokenFile: join(folder, '.regate/admin-token') },
    workers: process.platform === 'linux' ? availableParallelism() : 1,
    bundles: {
      main: {
        name: 'main',
        source: { kind: 'path', path: join(folder, 'policies') },
        unsigned: false,
        entrypoint: 'gateway/decision',
        keys: {},
        admission: {
          tests: 'optional',
          coverage: 0,
          engines: 'agree',
          proof: 'optional',
          flips: {},
          sample: 10_000,
        },
        guard: { window: 300_000, faults: 3 },
        keep: 10,
      },
    },
    issuers: {},
    apiKeys: {},
    upstreams: {
      items: {
        name: 'items',
        endpoints: [{ kind: 'static', url: 'http://127.0.0.1:9101', weight: 1, priority: 0 }],
        timeouts: { connect: 2000, headers: 10_000, idle: 60_000 },
        balancer: { kind: 'round_robin' },
        slowStart: 0,
        panic: 0,
        outlier: { consecutive: 5, ejection: 30_000, maxEjection: 300_000, maxEjected: 0.5, deviation: 1.9 },
        retry: { attempts: 2, budget: 0.2, on: ['connect', 'refused', 'reset'] },
        breaker: { connections: 1024, pending: 256, requests: 1024, retries: 256 },
        protocol: 'http1',
      },
    },
    routes: [
      {
        id: 'items',
        match: { path: '/**', methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], hosts: ['*'] },
        authenticate: [],
        bundle: 'main',
        entrypoint: 'gateway/decision',
        upstream: 'items',
        timeout: 15_000,
        stream: { idle: 300_000, maxAge: 3_600_000 },
        idempotencyKey: false,
        body: { limit: 1_048_576 },
        labels: {},
        credentials: 'strip',
        encodedSlashes: false,
      },
    ],
    audit: { mask: [], record: 'read', recent: 1000, queue: 20_000 },
    evaluation: { deadline: 20, memory: 67_108_864, rewrite: true, watchdog: 2000 },
    limits: { slots: 65_536 },
    shed: { inFlight: 4096 },
    request: {
      headerBytes: 16_384,
      headerCount: 100,
      targetBytes: 8192,
      headersTimeout: 10_000,
      requestTimeout: 300_000,
      keepAliveTimeout: 75_000,
      connections: 10_000,
      minRate: 240,
      streams: 100,
    },
    trustedProxies: [],
    stateDir: join(folder, '.regate'),
    shutdownDelay: 0,
    shutdownGrace: 30_000,
  });
});
