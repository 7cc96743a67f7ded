import type { ThrottleConfig, UpstreamConfig } from './upstream-types.ts';

export type * from './upstream-types.ts';

/**
 * The compiled configuration: one frozen, structured-cloneable value with every default filled in. Durations are
 * milliseconds, sizes are bytes, paths are absolute, secrets are resolved. Made by compile.ts, never edited.
 */
export interface GatewayConfig {
  /** Absolute path of the file it came from. */
  readonly file: string;
  /**
   * SHA-256, hex, over the bytes of the file and of every file in `files`. Two configurations of one file with equal
   * digests are the same. The environment is not in it: it does not change while the process lives, and a digest that is
   * shown must not help to guess a secret.
   */
  readonly digest: string;
  /**
   * SHA-256, hex, of the content of each file that the configuration names and that is part of it, by absolute path:
   * certificates and their keys, key sets, API keys, keys of bundles, authorities of upstreams.
   */
  readonly files: Readonly<Record<string, string>>;
  readonly listeners: readonly ListenerConfig[];
  readonly admin: AdminConfig;
  /** Number of data-plane threads. */
  readonly workers: number;
  readonly bundles: Readonly<Record<string, BundleConfig>>;
  readonly issuers: Readonly<Record<string, IssuerConfig>>;
  readonly apiKeys: Readonly<Record<string, ApiKeysConfig>>;
  readonly upstreams: Readonly<Record<string, UpstreamConfig>>;
  readonly routes: readonly RouteConfig[];
  readonly audit: AuditConfig;
  readonly evaluation: EvaluationConfig;
  readonly limits: LimitsConfig;
  readonly shed: ShedConfig;
  readonly request: RequestConfig;
  /** CIDRs of proxies whose Forwarded and X-Forwarded-* fields are believed. */
  readonly trustedProxies: readonly string[];
  readonly stateDir: string;
  /** How long in-flight requests may go on after SIGTERM. */
  readonly shutdownGrace: number;
  /** How long readiness is off before listeners stop accepting. */
  readonly shutdownDelay: number;
}

export interface ListenerConfig {
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly tls?: TlsConfig;
}

export interface TlsConfig {
  readonly certificates: readonly { readonly cert: string; readonly key: string }[];
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
}

export interface AdminConfig {
  readonly address: string;
  readonly port: number;
  readonly tokenFile: string;
}

export interface BundleConfig {
  readonly name: string;
  readonly source: SourceConfig;
  /** Whether a `git` or `http` source may deliver what nobody signed. */
  readonly unsigned: boolean;
  /** As `gateway/decision`. */
  readonly entrypoint: string;
  /** Trusted keys by key id. Empty: a path source is trusted as it is. */
  readonly keys: Readonly<Record<string, BundleKeyConfig>>;
  readonly admission: AdmissionConfig;
  readonly guard: GuardConfig;
  readonly shadow?: ShadowConfig;
  /** Revisions kept on disk, the active one among them. */
  readonly keep: number;
}

export type SourceConfig = PathSourceConfig | GitSourceConfig | HttpSourceConfig;

export interface PathSourceConfig {
  readonly kind: 'path';
  readonly path: string;
}

export interface GitSourceConfig {
  readonly kind: 'git';
  readonly url: string;
  /** Branch or tag. */
  readonly ref: string;
  /** Folder in the repository; the empty one is all of it. */
  readonly path: string;
  readonly poll: PollConfig;
  readonly token?: string;
  /** Files of keys; empty: commits need no signature. */
  readonly signedBy: readonly string[];
  readonly webhook?: { readonly secret: string };
}

export interface HttpSourceConfig {
  readonly kind: 'http';
  readonly url: string;
  readonly poll: PollConfig;
  readonly longPoll?: number;
  readonly token?: string;
  readonly certificate?: { readonly cert: string; readonly key: string };
  readonly ca?: string;
}

/** Least and most time between two looks. */
export interface PollConfig {
  readonly min: number;
  readonly max: number;
}

export interface AdmissionConfig {
  readonly tests: 'required' | 'optional';
  /** Per cent of the lines of Rego. */
  readonly coverage: number;
  readonly engines: 'agree' | 'skip';
  readonly proof: 'required' | 'optional';
  /** What the candidate may change; undefined: anything. */
  readonly flips: {
    readonly denyToAllow?: Tolerance;
    readonly allowToDeny?: Tolerance;
    readonly changed?: Tolerance;
  };
  /** Recent inputs kept for the comparison. */
  readonly sample: number;
}

/** A number of decisions, or a share (0 to 1) of those that were compared. */
export type Tolerance = { readonly count: number } | { readonly share: number };

export interface GuardConfig {
  readonly window: number;
  /** 0: faults send nothing back. */
  readonly faults: number;
  /** `within`: 0 to 1. */
  readonly denialRate?: { readonly within: number; readonly requests: number };
}

export interface ShadowConfig {
  readonly bundle: string;
  /** 0 to 1. */
  readonly share: number;
}

export interface BundleKeyConfig {
  /** PEM file of the public key. */
  readonly file: string;
  readonly algorithm: string;
  readonly scope?: string;
}

export interface IssuerConfig {
  readonly name: string;
  /** Expected `iss`. */
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly string[];
  readonly jwks: { readonly file: string } | { readonly url: string };
  /** Allowed clock skew. */
  readonly clockSkew: number;
}

export interface ApiKeysConfig {
  readonly name: string;
  /** YAML file of hashed keys. */
  readonly file: string;
  /** Header field that carries the key, lower case. */
  readonly header: string;
}

export interface RouteConfig {
  readonly id: string;
  readonly match: { readonly path: string; readonly methods: readonly string[]; readonly hosts: readonly string[] };
  /** Names of issuers and key sets; empty: anonymous. */
  readonly authenticate: readonly string[];
  readonly bundle: string;
  /** The route's entrypoint; the bundle's where the route names none. */
  readonly entrypoint: string;
  readonly upstream: string;
  /** Total time of an exchange with the upstream; of a stream until its header section. */
  readonly timeout: number;
  readonly stream: { readonly idle: number; readonly maxAge: number };
  /** Absent: handshakes are refused. */
  readonly websocket?: { readonly idle: number; readonly maxAge: number; readonly maxBytes?: number };
  readonly throttle?: ThrottleConfig;
  /** `share`: 0 to 1. */
  readonly mirror?: { readonly upstream: string; readonly share: number };
  /** Absent: the usual limit, and none for gRPC. */
  readonly maxRequestSize?: number;
  readonly maxResponseSize?: number;
  /** Whether a request with `Idempotency-Key` may be repeated like an idempotent one. */
  readonly idempotencyKey: boolean;
  /** How old the last answer of the bundle's source may be; undefined: any age. */
  readonly maxPolicyAge?: number;
  /** Cap under which a policy may read the body. */
  readonly body: { readonly limit: number };
  readonly labels: Readonly<Record<string, string>>;
  /** Whether the credential that the gateway verified is passed on. */
  readonly credentials: 'strip' | 'forward';
  /** Whether an encoded slash or backslash in a segment is accepted and kept encoded on all sides. */
  readonly encodedSlashes: boolean;
}

export interface AuditConfig {
  /** Absent: no file is written; recent events are still kept in memory. */
  readonly file?: { readonly path: string; readonly maxSize: number; readonly maxFiles: number };
  /** JSON pointers into the event whose values are replaced; `*` stands for one member. */
  readonly mask: readonly string[];
  /** Whether an event holds what the policy read of its input, or all of it. */
  readonly record: 'read' | 'full';
  /** Events kept in memory for the admin interface. */
  readonly recent: number;
  /** Events that may wait to be written. */
  readonly queue: number;
}

export interface EvaluationConfig {
  /** Time limit of one evaluation. */
  readonly deadline: number;
  /** Memory ceiling of one instance, bytes. */
  readonly memory: number;
  /** Whether modules are rewritten at load to carry the deadline (see docs). */
  readonly rewrite: boolean;
  /** A worker whose heartbeat stops for so long is ended. */
  readonly watchdog: number;
}

export interface LimitsConfig {
  /** Slots of the shared table. */
  readonly slots: number;
}

export interface ShedConfig {
  /** Exchanges in flight per worker. */
  readonly inFlight: number;
  /** Guard per client address before any costly work; absent: off. */
  readonly perAddress?: { readonly rate: number; readonly per: number; readonly burst: number };
}

export interface RequestConfig {
  readonly headerBytes: number;
  readonly headerCount: number;
  readonly targetBytes: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly connections: number;
  /** Bytes a second that a client has to send of a body; 0: any rate. */
  readonly minRate: number;
  /** HTTP/2 streams of a connection. */
  readonly streams: number;
}
