import { lookup, Resolver } from 'node:dns/promises';
import type { Logger } from '../../audit/logger.ts';
import type { DnsEndpointConfig, GatewayConfig, UpstreamConfig } from '../../config/types.ts';
import { GatewayError } from '../../errors.ts';
import { certificatesOf } from '../certificates.ts';
import { Directory } from './directory.ts';
import { Discovery, shownName } from './discovery.ts';
import { Ejecting, type Observation } from './ejecting.ts';
import { locate, ownListeners, refused } from './located.ts';
import type { Names } from './look-up.ts';
import type { Member, Members } from './members.ts';
import type { OutlierEvent } from './outlier.ts';
import { type ProbedEndpoint, Probing } from './probing.ts';
import { type After, afterTimeout } from './rounds.ts';
import { type EndpointRow, PROBED, type Rows } from './rows.ts';
import { type EndpointStatus, healthOf, idOf, type NameStatus, type UpstreamStatus } from './status.ts';

/** Milliseconds that a new configuration waits for the first answers of DNS. */
const FIRST_ANSWERS_MS = 2000;

type Config = Pick<GatewayConfig, 'upstreams' | 'listeners' | 'admin'>;

export interface SupervisionOptions extends Partial<Names> {
  readonly board: Rows;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Milliseconds of the clock that all threads share. */
  readonly ticks: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly after?: After;
}

/**
 * The supervisor's side of the upstreams: which endpoints they have, and which of them may get requests. It asks DNS, probes,
 * ejects outliers and takes an operator's word, once for the process; the workers read what comes of it from the board.
 */
export class TrafficSupervision {
  readonly #options: SupervisionOptions;
  readonly #after: After;
  readonly #directory: Directory;
  readonly #discovery: Discovery;
  readonly #probing: Probing;
  readonly #ejecting: Ejecting;
  readonly #listeners: ((members: Members) => void)[] = [];
  /** When an endpoint last changed, in Unix milliseconds, by upstream and url. */
  #since = new Map<string, number>();
  #config: Config | undefined;
  /** Certificates of upstreams, by name. */
  #certificates: ReadonlyMap<string, string> = new Map();

  constructor(options: SupervisionOptions) {
    const { board, logger, now, ticks, random, after = afterTimeout } = options;
    this.#options = options;
    this.#after = after;
    this.#directory = new Directory(board, ticks);
    this.#discovery = new Discovery({
      resolver: options.resolver ?? new Resolver({ timeout: FIRST_ANSWERS_MS, tries: 2 }),
      lookup: options.lookup ?? ((name) => lookup(name, { all: true })),
      logger,
      random,
      after,
      onChange: () => this.#moved(),
    });
    this.#probing = new Probing({ now, ticks, random, after, onChange: (...change) => this.#probed(...change) });
    this.#ejecting = new Ejecting({ ticks, after, onEvent: (...event) => this.#judged(...event) });
  }

  /**
   * Takes a configuration over before a generation is made of it. Names that are new in it are waited for, but not for long:
   * what has no address by then has no members yet. Where the generation fails, the former configuration is to be given
   * again; its endpoints then are as they were.
   *
   * @throws GatewayError `config_invalid` where there are too many endpoints, or certificates cannot be read; nothing has
   * changed then
   */
  async configure(config: Config): Promise<Members> {
    const certificates = certificatesOf(config);
    this.#discovery.follow([...namesOf(config), ...namesOf(this.#config)]);
    try {
      await this.#firstAnswers();
      const members = this.#update(config);
      this.#config = config;
      this.#certificates = certificates;
      this.#follow();
      return members;
    } finally {
      this.#discovery.follow(namesOf(this.#config));
    }
  }

  /** The present ones, for a worker that starts after they were told. */
  get members(): Members {
    return this.#directory.members;
  }

  /** Is called when DNS gave an upstream other endpoints. */
  onChange(listener: (members: Members) => void): void {
    this.#listeners.push(listener);
  }

  /** Of all upstreams, in the order of the configuration. */
  statuses(): readonly UpstreamStatus[] {
    return this.#upstreams().map((upstream) => this.#status(upstream));
  }

  /** Takes an endpoint out until `restore`. Requests under way finish. @throws GatewayError `admin_not_found` */
  drain(upstream: string, id: string): void {
    this.#setDrained(upstream, id, true);
  }

  /** Takes `drain` back. @throws GatewayError `admin_not_found` */
  restore(upstream: string, id: string): void {
    this.#setDrained(upstream, id, false);
  }

  close(): void {
    this.#discovery.close();
    this.#probing.close();
    this.#ejecting.close();
  }

  async #firstAnswers(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#after(FIRST_ANSWERS_MS, resolve);
    await Promise.race([this.#discovery.settled(), late]);
    cancel();
  }

  #update(config: Config): Members {
    const own = ownListeners(config);
    const located = Object.values(config.upstreams).map(
      (upstream) => [upstream.name, locate(upstream, (name) => this.#discovery.get(name), own)] as const,
    );
    return this.#directory.update(new Map(located));
  }

  /** DNS gave another answer. */
  #moved(): void {
    if (this.#config === undefined) return;
    const before = this.#directory.members;
    try {
      this.#update(this.#config);
    } catch (error) {
      this.#options.logger.error(`the endpoints stay as they were: ${(error as GatewayError).message}`);
      return;
    }
    this.#follow();
    const { members } = this;
    const changed = Object.entries(members).some(([name, of]) => before[name] !== of);
    if (changed) for (const listener of this.#listeners) listener(members);
  }

  /** Whoever looks after endpoints does so for the present ones. */
  #follow(): void {
    const since = new Map<string, number>();
    const probed: ProbedEndpoint[] = [];
    const observed: Observation[] = [];
    for (const { name: upstream, probe, outlier, protocol } of this.#upstreams()) {
      const endpoints = this.#members(upstream).map((member) => ({ ...member, row: this.#row(member) }));
      observed.push({ upstream, endpoints, ...(outlier && { outlier }) });
      const ca = this.#certificates.get(upstream);
      for (const { slot, row, url, serverName } of endpoints) {
        const key = keyOf(upstream, url);
        since.set(key, this.#since.get(key) ?? this.#options.now());
        if (probe === undefined) continue;
        const tls = { ...(serverName !== undefined && { serverName }), ...(ca !== undefined && { ca }) };
        probed.push({ upstream, slot, row, url, probe, protocol, ...tls });
      }
    }
    this.#since = since;
    this.#probing.follow(probed);
    this.#ejecting.follow(observed);
  }

  #judged(upstream: string, { url, what, standing }: OutlierEvent): void {
    const { logger, ticks } = this.#options;
    this.#since.set(keyOf(upstream, url), this.#options.now());
    if (what === 'returned') logger.info(`${url} is back`, { upstream });
    if (what === 'tried') logger.info(`${url} is tried with the next request`, { upstream });
    if (what !== 'ejected') return;
    const seconds = Math.round((standing.until - ticks()) / 1000);
    logger.warn(`${url} is ejected for ${seconds} s: ${standing.reason}`, { upstream });
  }

  #probed({ upstream, url, row }: ProbedEndpoint, error: string | undefined): void {
    const { logger, now } = this.#options;
    this.#since.set(keyOf(upstream, url), now());
    if (row.probed === PROBED.unhealthy) logger.warn(`${url} is unhealthy: ${error}`, { upstream });
    else logger.info(`${url} is healthy again`, { upstream });
  }

  #setDrained(name: string, id: string, drained: boolean): void {
    const upstream = this.#config?.upstreams[name];
    if (upstream === undefined) throw new GatewayError('admin_not_found', `there is no upstream ${name}`);
    const members = this.#members(name).filter(({ url }) => idOf(url) === id);
    if (members.length === 0) throw new GatewayError('admin_not_found', `upstream ${name} has no endpoint ${id}`);
    const { logger, now, ticks } = this.#options;
    for (const member of members) {
      const row = this.#row(member);
      if (row.drained === drained) continue;
      row.drained = drained;
      if (!drained) row.comeBack(ticks());
      this.#since.set(keyOf(name, member.url), now());
      logger.info(`${member.url} is ${drained ? 'drained' : 'restored'}, as an operator wanted`, { upstream: name });
    }
  }

  #status({ name, balancer: { kind }, endpoints }: UpstreamConfig): UpstreamStatus {
    const names = endpoints.filter((endpoint) => endpoint.kind === 'dns').map((endpoint) => this.#nameStatus(endpoint));
    const members = this.#members(name).map((member) => this.#endpointStatus(name, member));
    return { name, balancer: kind, endpoints: members, names };
  }

  #nameStatus(endpoint: DnsEndpointConfig): NameStatus {
    const { targets, error } = this.#discovery.get(endpoint);
    const own = this.#config === undefined ? [] : ownListeners(this.#config);
    const refusals = (targets ?? []).map((target) => refused(target, own)).filter((reason) => reason !== undefined);
    return { name: shownName(endpoint), resolved: targets !== undefined, error: error ?? refusals[0] };
  }

  #endpointStatus(upstream: string, member: Member): EndpointStatus {
    const { slot, url, weight, priority } = member;
    const health = healthOf(this.#row(member));
    const { reason, ejections } = this.#ejecting.standing(upstream, url);
    const probe = this.#probing.outcome(slot);
    return {
      id: idOf(url),
      slot,
      url,
      weight,
      priority,
      health,
      reason: {
        ejected: reason,
        trial: reason,
        unhealthy: probe?.error,
        drained: 'an operator wanted it',
        healthy: undefined,
      }[health],
      since: this.#since.get(keyOf(upstream, url)) ?? this.#options.now(),
      ejections,
      probe,
    };
  }

  #upstreams(): readonly UpstreamConfig[] {
    return Object.values(this.#config?.upstreams ?? {});
  }

  #members(upstream: string): readonly Member[] {
    return this.#directory.members[upstream]?.members ?? [];
  }

  #row({ slot }: Member): EndpointRow {
    return this.#options.board.endpoint(slot);
  }
}

function keyOf(upstream: string, url: string): string {
  return `${upstream} ${url}`;
}

function namesOf(config: Config | undefined): readonly DnsEndpointConfig[] {
  const endpoints = Object.values(config?.upstreams ?? {}).flatMap((upstream) => upstream.endpoints);
  return endpoints.filter((endpoint) => endpoint.kind === 'dns');
}
