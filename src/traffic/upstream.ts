import { readFileSync } from 'node:fs';
import type { GatewayConfig, UpstreamConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { Endpoint, type EndpointStatistics } from './endpoint.ts';
import { Watch } from './watch.ts';

/** What the admin interface and the metrics show of an upstream. */
export interface UpstreamStatistics {
  readonly name: string;
  readonly endpoints: readonly EndpointStatistics[];
}

/** A named service with one or more endpoints. */
export class Upstream {
  readonly name: string;
  /** Milliseconds. */
  readonly timeouts: UpstreamConfig['timeouts'];
  /** Sees to the time limits of exchanges. */
  readonly watch: Watch;
  readonly #endpoints: readonly Endpoint[];
  #next = 0;

  constructor(config: UpstreamConfig, endpoints: readonly Endpoint[], watch: Watch) {
    this.name = config.name;
    this.timeouts = config.timeouts;
    this.watch = watch;
    this.#endpoints = [...new Set(endpoints)];
  }

  /** Number of different endpoints. */
  get size(): number {
    return this.#endpoints.length;
  }

  /**
   * The endpoint for the next attempt: round robin over those that were not `tried`. One that just failed to connect is
   * taken only where there is no other. Undefined where all were tried.
   */
  choose(tried: ReadonlySet<Endpoint> | undefined): Endpoint | undefined {
    const endpoints = this.#endpoints;
    let last: Endpoint | undefined;
    for (let step = 0; step < endpoints.length; step++) {
      const index = (this.#next + step) % endpoints.length;
      const endpoint = endpoints[index]!;
      if (tried?.has(endpoint)) continue;
      if (endpoint.offer()) {
        this.#next = index + 1;
        return endpoint;
      }
      last ??= endpoint;
    }
    return last;
  }

  statistics(): UpstreamStatistics {
    return { name: this.name, endpoints: this.#endpoints.map((endpoint) => endpoint.statistics()) };
  }
}

/** The upstreams of one configuration. Endpoints that did not change pass from one generation to the next, as they are. */
export class Upstreams {
  readonly #upstreams: ReadonlyMap<string, Upstream>;
  /** By all that an endpoint is made of. */
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #watch: Watch;

  private constructor(upstreams: Map<string, Upstream>, endpoints: Map<string, Endpoint>, watch: Watch) {
    this.#upstreams = upstreams;
    this.#endpoints = endpoints;
    this.#watch = watch;
  }

  /**
   * No connection is made yet.
   *
   * @throws GatewayError `config_invalid` where a file of certificates cannot be read.
   */
  static create(
    config: Pick<GatewayConfig, 'upstreams' | 'workers'>,
    options: { readonly now: () => number; readonly previous?: Upstreams },
  ): Upstreams {
    const { now, previous } = options;
    const watch = previous ? previous.#watch : new Watch(now);
    const before = previous ? previous.#endpoints : new Map<string, Endpoint>();
    const upstreams = new Map<string, Upstream>();
    const endpoints = new Map<string, Endpoint>();
    for (const [name, upstream] of Object.entries(config.upstreams)) {
      const connections = {
        connections: Math.max(1, Math.floor(upstream.breaker.connections / config.workers)),
        connectTimeout: upstream.timeouts.connect,
        ca: upstream.tls?.ca === undefined ? undefined : readCertificates(name, upstream.tls.ca),
      };
      const members = upstream.endpoints.map((endpointConfig) => {
        const url = endpointConfig.kind === 'static' ? endpointConfig.url : endpointConfig.name;
        const key = JSON.stringify([name, url, connections]);
        const endpoint = before.get(key) ?? endpoints.get(key) ?? new Endpoint(url, connections, now);
        endpoints.set(key, endpoint);
        return endpoint;
      });
      upstreams.set(name, new Upstream(upstream, members, watch));
    }
    return new Upstreams(upstreams, endpoints, watch);
  }

  get(name: string): Upstream | undefined {
    return this.#upstreams.get(name);
  }

  /**
   * Closes what `keep` does not use. Requests in flight finish, and so do those of this generation that still come;
   * resolves when the last connection is closed.
   */
  async close(keep?: Upstreams): Promise<void> {
    const kept = new Set(keep ? keep.#endpoints.values() : []);
    const gone = [...this.#endpoints.values()].filter((endpoint) => !kept.has(endpoint));
    await Promise.all(gone.map((endpoint) => endpoint.close()));
  }

  statistics(): readonly UpstreamStatistics[] {
    return [...this.#upstreams.values()].map((upstream) => upstream.statistics());
  }
}

function readCertificates(upstream: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GatewayError('config_invalid', `upstream "${upstream}": the file of tls.ca cannot be read: ${file}`, {
      cause,
      findings: [{ file, code: 'unreadable', message: 'cannot be read' }],
    });
  }
}
