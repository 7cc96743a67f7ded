import { dirname, resolve } from 'node:path';
import type { ConfigDocument } from '../contracts/config.ts';
import { compileBundle } from './compile-bundle.ts';
import { compileThrottle, compileUpstream } from './compile-upstream.ts';
import type { GatewayConfig, IssuerConfig, RouteConfig } from './types.ts';
import { amount, share } from './units.ts';

/** What a configuration depends on beside its text. */
export interface Surroundings {
  /** Absolute path of the configuration file. */
  readonly file: string;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly platform: NodeJS.Platform;
}

/** The configuration as the gateway uses it, from a document that passed the schema and `checkDocument`. */
export function compile(document: ConfigDocument, surroundings: Surroundings): Omit<GatewayConfig, 'digest' | 'files'> {
  const folder = dirname(surroundings.file);
  const path = (text: string) => resolve(folder, text);
  const { admin, audit, evaluation, shed, request, shutdown } = document;
  const stateDir = path(document.state_dir);
  const accepted = [...Object.keys(document.issuers), ...Object.keys(document.api_keys)];
  const bundles = mapValues(document.bundles, (bundle, name) => compileBundle(name, bundle, path));

  return {
    file: surroundings.file,
    listeners: document.listeners.map(({ address, port, tls }) => ({
      address,
      port,
      ...(tls && {
        tls: {
          certificates: tls.certificates.map(({ cert, key }) => ({ cert: path(cert), key: path(key) })),
          minVersion: tls.min_version,
        },
      }),
    })),
    admin: {
      address: admin.address,
      port: admin.port,
      tokenFile: admin.token_file === undefined ? resolve(stateDir, 'admin-token') : path(admin.token_file),
    },
    workers: workers(document.workers, surroundings),
    bundles,
    issuers: mapValues(document.issuers, (issuer, name) => compileIssuer(name, issuer, path)),
    apiKeys: mapValues(document.api_keys, ({ file, header }, name) => ({
      name,
      file: path(file),
      header: header.toLowerCase(),
    })),
    upstreams: mapValues(document.upstreams, (upstream, name) => compileUpstream(name, upstream, path)),
    routes: document.routes.map((route) => compileRoute(route, accepted, bundles)),
    audit: {
      ...(audit.file && {
        file: {
          path: path(audit.file.path),
          maxSize: amount(audit.file.max_size),
          maxFiles: audit.file.max_files,
        },
      }),
      mask: audit.mask,
      record: audit.record,
      recent: audit.recent,
      queue: audit.queue,
    },
    evaluation: {
      deadline: amount(evaluation.deadline),
      memory: amount(evaluation.memory),
      rewrite: evaluation.rewrite,
      watchdog: amount(evaluation.watchdog),
    },
    limits: { slots: document.limits.slots },
    shed: {
      inFlight: shed.in_flight,
      ...(shed.per_address && {
        perAddress: {
          rate: shed.per_address.rate,
          per: amount(shed.per_address.per),
          burst: shed.per_address.burst ?? shed.per_address.rate,
        },
      }),
    },
    request: {
      headerBytes: amount(request.header_size),
      headerCount: request.header_count,
      targetBytes: amount(request.target_size),
      headersTimeout: amount(request.headers_timeout),
      requestTimeout: amount(request.request_timeout),
      keepAliveTimeout: amount(request.keep_alive_timeout),
      connections: request.connections,
      minRate: amount(request.min_rate),
      streams: request.streams,
    },
    trustedProxies: document.trusted_proxies,
    stateDir,
    shutdownDelay: amount(shutdown.delay),
    shutdownGrace: amount(shutdown.grace),
  };
}

type Members<Key extends 'bundles' | 'issuers'> = ConfigDocument[Key][string];
type ToAbsolute = (path: string) => string;

function compileIssuer(name: string, issuer: Members<'issuers'>, path: ToAbsolute): IssuerConfig {
  const { file, url } = issuer.jwks;
  return {
    name,
    issuer: issuer.issuer,
    audience: [issuer.audience].flat(),
    algorithms: issuer.algorithms,
    jwks: file === undefined ? { url: String(url) } : { file: path(file) },
    clockSkew: amount(issuer.clock_skew),
  };
}

function compileRoute(
  route: ConfigDocument['routes'][number],
  accepted: readonly string[],
  bundles: GatewayConfig['bundles'],
): RouteConfig {
  return {
    id: route.id,
    match: { path: route.match.path, methods: route.match.methods, hosts: route.match.hosts },
    authenticate: route.authenticate ?? accepted,
    bundle: route.bundle,
    entrypoint: route.entrypoint ?? bundles[route.bundle]!.entrypoint,
    upstream: route.upstream,
    timeout: amount(route.timeout),
    stream: { idle: amount(route.stream.idle), maxAge: amount(route.stream.max_age) },
    ...(route.websocket && { websocket: compileWebsocket(route.websocket) }),
    ...(route.throttle && { throttle: compileThrottle(route.throttle) }),
    ...(route.mirror && { mirror: { upstream: route.mirror.upstream, share: share(route.mirror.share) } }),
    ...(route.max_request_size !== undefined && { maxRequestSize: amount(route.max_request_size) }),
    ...(route.max_response_size !== undefined && { maxResponseSize: amount(route.max_response_size) }),
    idempotencyKey: route.idempotency_key,
    ...(route.max_policy_age !== undefined && { maxPolicyAge: amount(route.max_policy_age) }),
    body: { limit: amount(route.body.limit) },
    labels: { ...route.labels },
    credentials: route.credentials,
    encodedSlashes: route.encoded_slashes,
  };
}

function compileWebsocket({
  idle,
  max_age,
  max_bytes,
}: NonNullable<ConfigDocument['routes'][number]['websocket']>): NonNullable<RouteConfig['websocket']> {
  return {
    idle: amount(idle),
    maxAge: amount(max_age),
    ...(max_bytes !== undefined && { maxBytes: amount(max_bytes) }),
  };
}

/** Only Linux spreads connections over several listeners of one port. */
function workers(wanted: number | string, { cores, platform }: Surroundings): number {
  if (platform !== 'linux') return 1;
  return typeof wanted === 'number' ? wanted : cores;
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  map: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}
