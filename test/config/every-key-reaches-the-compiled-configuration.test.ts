import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { load } from './fixture.ts';
import { CERTIFICATE, CERTIFICATE_KEY, PUBLIC_KEY } from './pem.ts';

const DEFAULTS = {
  entrypoint: 'gateway/decision',
  keys: {},
  admission: { tests: 'optional', coverage: 0, engines: 'agree', proof: 'optional', flips: {}, sample: 10_000 },
  guard: { window: 300_000, faults: 3 },
  keep: 10,
};

test('every key reaches the compiled configuration', async (t) => {
  const text = `
listeners: [{address: "::1", port: 8443, tls: {certificates: [{cert: tls/a.crt, key: tls/a.key}], min_version: TLSv1.3}}]
admin: {address: 127.0.0.2, port: 0, token_file: token}
workers: 3
bundles:
  other:
    source: {path: /b.tar.gz}
    entrypoint: a/b
    keys: {k: {file: k.pem, algorithm: ES256, scope: write}}
    admission: {tests: required, coverage: 90, engines: skip, proof: required, flips: {deny_to_allow: 0, allow_to_deny: 0.5%, changed: 2}, sample: 7}
    guard: {window: 1m, faults: 0, denial_rate: {within: 20%, requests: 10}}
    shadow: {bundle: git, share: 10%}
    keep: 3
  git:
    source: {git: {url: "https://git.example/p.git", ref: v1, path: ./policies/, poll: 10s, token: t, signed_by: [signers], webhook: {secret: 0123456789abcdef}}}
  http:
    source: {http: {url: "https://b/x", poll: 5s-10s, long_poll: 30s, token: t, certificate: {cert: tls/a.crt, key: tls/a.key}, ca: tls/a.crt}}
    unsigned: allow
issuers:
  corp: {issuer: "https://i", audience: api, algorithms: [RS256], jwks: {file: jwks.json}, clock_skew: 0s}
  web: {issuer: "https://w", audience: [a, b], algorithms: [ES256], jwks: {url: "https://w/jwks"}}
api_keys: {partners: {file: keys.yaml, header: X-Partner-Key}}
upstreams:
  up:
    endpoints: ["https://Example.com:443", {url: "https://b", weight: 2, priority: 1}, {dns: "https://c"}, {dns: "srv+https://d.e", weight: 3}]
    balancer: {hash: {header: X-User}}
    slow_start: 4s
    panic: 30%
    probe: {path: /healthz, host: h, status: 200-204, interval: 5s, timeout: 6s, rise: 4, fall: 5}
    outlier: {consecutive: 6, ejection: 7s, max_ejection: 8s, max_ejected: 9%, deviation: 1}
    retry: {attempts: 3, budget: 10%, on: [connect, 502]}
    hedge: {after: 9ms}
    breaker: {connections: 7, pending: 8, requests: 9, retries: 10}
    throttle: {concurrency: 1, queue: 2, wait: 3s, per: subject}
    timeouts: {connect: 1ms, headers: 2s, idle: 3m, try: 4s}
    protocol: h2
    tls: {ca: tls/a.crt}
  other: {endpoints: ["http://a"], balancer: weighted, probe: {}, outlier: off}
routes:
  - id: r
    match: {path: "/a/{id}", methods: [PUT], hosts: [a.example, "*.b.example"]}
    bundle: other
    entrypoint: c/d
    upstream: up
    timeout: 1h
    stream: {idle: 1s, max_age: 2s}
    websocket: {idle: 3s, max_age: 4s, max_bytes: 5B}
    throttle: {concurrency: 4}
    mirror: {upstream: other, share: 5%}
    max_request_size: 6B
    max_response_size: 7B
    idempotency_key: true
    max_policy_age: 2h
    body: {limit: 2KiB}
    labels: {team: x}
    credentials: forward
    encoded_slashes: true
audit: {file: {path: log, max_size: 1GiB, max_files: 2}, mask: [/input/a], record: full, recent: 5, queue: 6}
evaluation: {deadline: 7ms, memory: 8MiB, rewrite: false, watchdog: 9s}
limits: {slots: 100}
shed: {in_flight: 11, per_address: {rate: 12, per: 13s, burst: 14}}
request: {target_size: 1000B, header_size: 2KiB, header_count: 20, headers_timeout: 1s, request_timeout: 2s, keep_alive_timeout: 3s, connections: 4, min_rate: 0B, streams: 5}
trusted_proxies: [10.0.0.0/8, "::1"]
state_dir: /var/lib/regate
shutdown: {delay: 5s, grace: 6s}
`;
  const named = {
    'tls/a.crt': CERTIFICATE,
    'tls/a.key': CERTIFICATE_KEY,
    'k.pem': PUBLIC_KEY,
    'jwks.json': '{}',
    'keys.yaml': '{}',
    signers: '',
  };
  const { digest: _, files, file, ...config } = await load(t, text, named);
  const path = (name: string) => join(dirname(file), name);

  assert.deepEqual(Object.keys(files).sort(), Object.keys(named).map(path).sort());
  assert.deepEqual(config, {
    listeners: [
      {
        address: '::1',
        port: 8443,
        tls: { certificates: [{ cert: path('tls/a.crt'), key: path('tls/a.key') }], minVersion: 'TLSv1.3' },
      },
    ],
    admin: { address: '127.0.0.2', port: 0, tokenFile: path('token') },
    workers: process.platform === 'linux' ? 3 : 1,
    bundles: {
      other: {
        name: 'other',
        source: { kind: 'path', path: '/b.tar.gz' },
        unsigned: false,
        entrypoint: 'a/b',
        keys: { k: { file: path('k.pem'), algorithm: 'ES256', scope: 'write' } },
        admission: {
          tests: 'required',
          coverage: 90,
          engines: 'skip',
          proof: 'required',
          flips: { denyToAllow: { count: 0 }, allowToDeny: { share: 0.005 }, changed: { count: 2 } },
          sample: 7,
        },
        guard: { window: 60_000, faults: 0, denialRate: { within: 0.2, requests: 10 } },
        shadow: { bundle: 'git', share: 0.1 },
        keep: 3,
      },
      git: {
        ...DEFAULTS,
        name: 'git',
        source: {
          kind: 'git',
          url: 'https://git.example/p.git',
          ref: 'v1',
          path: 'policies',
          poll: { min: 9000, max: 11_000 },
          token: 't',
          signedBy: [path('signers')],
          webhook: { secret: '0123456789abcdef' },
        },
        unsigned: false,
      },
      http: {
        ...DEFAULTS,
        name: 'http',
        source: {
          kind: 'http',
          url: 'https://b/x',
          poll: { min: 5000, max: 10_000 },
          longPoll: 30_000,
          token: 't',
          certificate: { cert: path('tls/a.crt'), key: path('tls/a.key') },
          ca: path('tls/a.crt'),
        },
        unsigned: true,
      },
    },
    issuers: {
      corp: {
        name: 'corp',
        issuer: 'https://i',
        audience: ['api'],
        algorithms: ['RS256'],
        jwks: { file: path('jwks.json') },
        clockSkew: 0,
      },
      web: {
        name: 'web',
        issuer: 'https://w',
        audience: ['a', 'b'],
        algorithms: ['ES256'],
        jwks: { url: 'https://w/jwks' },
        clockSkew: 5000,
      },
    },
    apiKeys: { partners: { name: 'partners', file: path('keys.yaml'), header: 'x-partner-key' } },
    upstreams: {
      up: {
        name: 'up',
        endpoints: [
          { kind: 'static', url: 'https://example.com', weight: 1, priority: 0 },
          { kind: 'static', url: 'https://b', weight: 2, priority: 1 },
          { kind: 'dns', scheme: 'https', name: 'c', port: 443, weight: 1, priority: 0 },
          { kind: 'dns', scheme: 'https', name: 'd.e', weight: 3, priority: 0 },
        ],
        balancer: { kind: 'hash', by: { header: 'x-user' } },
        slowStart: 4000,
        panic: 0.3,
        probe: {
          kind: 'http',
          path: '/healthz',
          host: 'h',
          status: [200, 204],
          interval: 5000,
          timeout: 6000,
          rise: 4,
          fall: 5,
        },
        outlier: { consecutive: 6, ejection: 7000, maxEjection: 8000, maxEjected: 0.09, deviation: 1 },
        retry: { attempts: 3, budget: 0.1, on: ['connect', 502] },
        hedge: { after: 9 },
        breaker: { connections: 7, pending: 8, requests: 9, retries: 10 },
        throttle: { concurrency: 1, queue: 2, wait: 3000, per: 'subject' },
        timeouts: { connect: 1, headers: 2000, idle: 180_000, try: 4000 },
        protocol: 'h2',
        tls: { ca: path('tls/a.crt') },
      },
      other: {
        name: 'other',
        endpoints: [{ kind: 'static', url: 'http://a', weight: 1, priority: 0 }],
        balancer: { kind: 'weighted' },
        slowStart: 0,
        panic: 0,
        probe: {
          kind: 'tcp',
          path: '/',
          status: [200, 299],
          interval: 2000,
          timeout: 1000,
          rise: 2,
          fall: 3,
        },
        retry: { attempts: 2, budget: 0.2, on: ['connect', 'refused', 'reset'] },
        breaker: { connections: 1024, pending: 256, requests: 1024, retries: 256 },
        timeouts: { connect: 2000, headers: 10_000, idle: 60_000 },
        protocol: 'http1',
      },
    },
    routes: [
      {
        id: 'r',
        match: { path: '/a/{id}', methods: ['PUT'], hosts: ['a.example', '*.b.example'] },
        authenticate: ['corp', 'web', 'partners'],
        bundle: 'other',
        entrypoint: 'c/d',
        upstream: 'up',
        timeout: 3_600_000,
        stream: { idle: 1000, maxAge: 2000 },
        websocket: { idle: 3000, maxAge: 4000, maxBytes: 5 },
        throttle: { concurrency: 4, queue: 100, wait: 2000 },
        mirror: { upstream: 'other', share: 0.05 },
        maxRequestSize: 6,
        maxResponseSize: 7,
        idempotencyKey: true,
        maxPolicyAge: 7_200_000,
        body: { limit: 2048 },
        labels: { team: 'x' },
        credentials: 'forward',
        encodedSlashes: true,
      },
    ],
    audit: {
      file: { path: path('log'), maxSize: 1_073_741_824, maxFiles: 2 },
      mask: ['/input/a'],
      record: 'full',
      recent: 5,
      queue: 6,
    },
    evaluation: { deadline: 7, memory: 8_388_608, rewrite: false, watchdog: 9000 },
    limits: { slots: 100 },
    shed: { inFlight: 11, perAddress: { rate: 12, per: 13_000, burst: 14 } },
    request: {
      headerBytes: 2048,
      headerCount: 20,
      targetBytes: 1000,
      headersTimeout: 1000,
      requestTimeout: 2000,
      keepAliveTimeout: 3000,
      connections: 4,
      minRate: 0,
      streams: 5,
    },
    trustedProxies: ['10.0.0.0/8', '::1'],
    stateDir: '/var/lib/regate',
    shutdownDelay: 5000,
    shutdownGrace: 6000,
  });
});
