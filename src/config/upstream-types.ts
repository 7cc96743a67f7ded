/** One upstream of the compiled configuration. Durations are milliseconds, paths are absolute. */
export interface UpstreamConfig {
  readonly name: string;
  readonly endpoints: readonly EndpointConfig[];
  readonly balancer: BalancerConfig;
  /** 0: off. */
  readonly slowStart: number;
  /** Share (0 to 1) of available endpoints below which health no longer counts; 0: never. */
  readonly panic: number;
  readonly probe?: ProbeConfig;
  /** Absent: nobody is ejected. */
  readonly outlier?: OutlierConfig;
  readonly retry: RetryConfig;
  readonly hedge?: { readonly after: number };
  readonly breaker: BreakerConfig;
  readonly throttle?: ThrottleConfig;
  readonly timeouts: {
    readonly connect: number;
    readonly headers: number;
    readonly idle: number;
    /** Absent: only `headers` counts. */
    readonly try?: number;
  };
  readonly protocol: 'http1' | 'h2' | 'h2c';
  /** Extra trust for https endpoints; the system's roots are used where it is absent. */
  readonly tls?: { readonly ca?: string };
}

export type EndpointConfig = StaticEndpointConfig | DnsEndpointConfig;

export interface StaticEndpointConfig {
  readonly kind: 'static';
  /** Origin, as `http://127.0.0.1:9101`. */
  readonly url: string;
  readonly weight: number;
  /** The lowest number serves. */
  readonly priority: number;
}

export interface DnsEndpointConfig {
  readonly kind: 'dns';
  readonly scheme: 'http' | 'https';
  readonly name: string;
  /** Absent: SRV records name it. */
  readonly port?: number;
  readonly weight: number;
  readonly priority: number;
}

export type BalancerConfig =
  | { readonly kind: 'round_robin' | 'least_request' | 'weighted' }
  | {
      readonly kind: 'hash';
      /** `key`: of the policy's obligation. Names of header fields are lower case. */
      readonly by: { readonly header: string } | { readonly cookie: string } | 'subject' | 'key';
    };

export interface ProbeConfig {
  readonly kind: 'http' | 'tcp';
  readonly path: string;
  readonly host?: string;
  /** First and last good status. */
  readonly status: readonly [number, number];
  readonly interval: number;
  readonly timeout: number;
  readonly rise: number;
  readonly fall: number;
}

export interface OutlierConfig {
  readonly consecutive: number;
  readonly ejection: number;
  readonly maxEjection: number;
  /** 0 to 1. */
  readonly maxEjected: number;
  /** Factor of the standard deviation; 0: off. */
  readonly deviation: number;
}

/** What may be sent again. */
export type RetryReason = 'connect' | 'refused' | 'reset' | 'timeout' | 502 | 503 | 504;

export interface RetryConfig {
  /** In all, the first one included. */
  readonly attempts: number;
  /** Of the requests in flight, 0 to 1. */
  readonly budget: number;
  readonly on: readonly RetryReason[];
}

/** Caps for the whole process. */
export interface BreakerConfig {
  /** To one endpoint. */
  readonly connections: number;
  readonly pending: number;
  readonly requests: number;
  readonly retries: number;
}

export interface ThrottleConfig {
  readonly concurrency: number;
  readonly queue: number;
  readonly wait: number;
  /** Absent: all requests share one throttle. */
  readonly per?: 'subject' | 'client';
}
