import type { GatewayConfig, UpstreamConfig } from '../config/types.ts';
import type { Board } from './board.ts';
import { certificatesOf } from './certificates.ts';
import { Endpoint } from './endpoint.ts';
import type { Member, Members, MembersOf } from './supervision/members.ts';
import type { TransportOptions } from './transport/transport.ts';
import { Upstream, type UpstreamStatistics } from './upstream.ts';
import { Watch } from './watch.ts';

export interface UpstreamsOptions {
  /** The endpoints of each upstream. */
  readonly members: Members;
  readonly board: Board;
  /** Column of this worker on the board. */
  readonly column: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Milliseconds of the clock that all threads share. */
  readonly ticks: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly previous?: Upstreams | undefined;
}

type Config = Pick<GatewayConfig, 'upstreams' | 'workers'>;

/** The upstreams of one configuration. Endpoints that did not change pass from one generation to the next, as they are. */
export class Upstreams {
  readonly #options: UpstreamsOptions;
  readonly #watch: Watch;
  readonly #upstreams = new Map<string, Upstream>();
  readonly #connections = new Map<string, TransportOptions>();
  /** By all that an endpoint is made of. */
  readonly #endpoints: Map<string, Endpoint>;
  readonly #versions = new Map<string, number>();

  private constructor(config: Config, options: UpstreamsOptions) {
    const { previous, now } = options;
    this.#options = options;
    this.#watch = previous ? previous.#watch : new Watch(now);
    this.#endpoints = new Map(previous ? previous.#endpoints : []);
    const certificates = certificatesOf(config);
    for (const [name, upstream] of Object.entries(config.upstreams)) {
      const { row } = options.members[name]!;
      this.#connections.set(name, connectionsOf(upstream, config.workers, certificates.get(name)));
      const { tally } = previous?.get(name) ?? {};
      this.#upstreams.set(name, new Upstream(upstream, row, { ...options, watch: this.#watch, tally }));
      this.#follow(name, options.members[name]!);
    }
    this.#forget();
  }

  /**
   * No connection is made yet.
   *
   * @throws GatewayError `config_invalid` where a file of certificates cannot be read.
   */
  static create(config: Config, options: UpstreamsOptions): Upstreams {
    return new Upstreams(config, options);
  }

  get(name: string): Upstream | undefined {
    return this.#upstreams.get(name);
  }

  /** Takes over what DNS said; older news than what is known is ignored. Endpoints that left finish their requests. */
  follow(members: Members): void {
    const before = new Set(this.#endpoints.values());
    for (const [name, membersOf] of Object.entries(members)) {
      if (this.#upstreams.has(name) && membersOf.version > this.#versions.get(name)!) this.#follow(name, membersOf);
    }
    this.#forget();
    for (const endpoint of this.#endpoints.values()) before.delete(endpoint);
    for (const endpoint of before) void endpoint.close();
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

  #follow(name: string, membersOf: MembersOf): void {
    this.#versions.set(name, membersOf.version);
    this.#upstreams.get(name)!.follow(membersOf.members, (member) => this.#endpoint(name, member));
  }

  #endpoint(name: string, member: Member): Endpoint {
    const options = this.#connections.get(name)!;
    const key = JSON.stringify([name, member.slot, member.url, member.serverName, options]);
    let endpoint = this.#endpoints.get(key);
    if (endpoint === undefined) {
      endpoint = new Endpoint(member, options, this.#options.board.endpoint(member.slot), this.#options.now);
      this.#endpoints.set(key, endpoint);
    }
    return endpoint;
  }

  /** What no upstream uses any more is no longer kept for the next generation. */
  #forget(): void {
    const used = new Set([...this.#upstreams.values()].flatMap((upstream) => upstream.endpoints));
    for (const [key, endpoint] of this.#endpoints) if (!used.has(endpoint)) this.#endpoints.delete(key);
  }
}

function connectionsOf(
  { breaker, timeouts, protocol }: UpstreamConfig,
  workers: number,
  ca: string | undefined,
): TransportOptions {
  return {
    connections: Math.max(1, Math.floor(breaker.connections / workers)),
    connectTimeout: timeouts.connect,
    ca,
    protocol,
  };
}
