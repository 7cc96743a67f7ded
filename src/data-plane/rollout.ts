import type { Logger } from '../audit/logger.ts';
import type { RunPhase } from '../bundle/activation.ts';
import { type Activate, Bundle } from '../bundle/lifecycle.ts';
import { type BundleOptions, shapeOf } from '../bundle/shape.ts';
import type { BundleStore } from '../bundle/store.ts';
import { isGuilty } from '../bundle/trial.ts';
import type { GatewayConfig } from '../config/types.ts';
import type { Watch } from '../config/watch.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import { LimitTable } from '../limits/table.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { Serial } from '../serial.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import type { TrafficSupervision } from '../traffic/supervision/supervision.ts';
import { Gathering } from './gathering.ts';
import { Guarding } from './guarding.ts';
import type { Pool } from './pool.ts';
import { claimPorts } from './ports.ts';

export interface RolloutOptions {
  readonly pool: Pool;
  readonly traffic: TrafficSupervision;
  /** Memory of the board of endpoints. */
  readonly board: SharedArrayBuffer;
  readonly toolchain: () => Promise<Toolchain>;
  readonly store: BundleStore;
  readonly logger: Logger;
  /** So many of the newest lines of the decision log, batch by batch, the newest batch first. */
  readonly recent: (count: number) => readonly string[];
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Milliseconds of the clock that all threads share. */
  readonly ticks: () => number;
  /** Makes the supervisor's own parts follow a configuration that is in force since a moment. */
  readonly follow: (config: GatewayConfig, before: GatewayConfig) => Promise<void>;
}

/** What is to be in force. */
interface Next {
  readonly config: GatewayConfig;
  readonly bundles: ReadonlyMap<string, Bundle>;
  readonly policies: Readonly<Record<string, PreparedPolicy>>;
}

/**
 * What is in force, and how the next takes its place. Every change, be it of the configuration or of a bundle, becomes a new
 * generation of both; changes are made one after another, each whole or not at all.
 */
export class Rollout {
  readonly #options: RolloutOptions;
  readonly #serial = new Serial();
  readonly #watches = new Map<Bundle, Watch>();
  readonly #guarding: Guarding;
  #config: GatewayConfig;
  #bundles: ReadonlyMap<string, Bundle> = new Map();
  #ports: Readonly<Record<string, number>> = {};
  #limits: SharedArrayBuffer;
  #closed = false;

  constructor(config: GatewayConfig, options: RolloutOptions) {
    this.#config = config;
    this.#options = options;
    this.#limits = LimitTable.allocate(config.limits.slots);
    this.#guarding = new Guarding({
      tallies: () => options.pool.tallies(),
      isGuilty: (accused, before, route) => this.#isGuilty(accused, before, route),
      goBack: (accused, reason) => this.#takeBack(accused, reason),
      logger: options.logger,
      now: options.now,
    });
  }

  /** The configuration that is in force. */
  get config(): GatewayConfig {
    return this.#config;
  }

  /** By name. */
  get bundles(): ReadonlyMap<string, Bundle> {
    return this.#bundles;
  }

  /** Port of each listener, by listenerKey. */
  get ports(): Readonly<Record<string, number>> {
    return this.#ports;
  }

  /**
   * Puts the first generation in force. A bundle that has neither a source that serves nor a last known good archive is
   * logged and left out. Throws GatewayError where the workers cannot be started.
   */
  start(): Promise<void> {
    return this.#serial.run(async () => {
      const bundles = this.#bundlesOf(this.#config);
      const gathering = new Gathering([...bundles.values()], (bundle, activate) => bundle.start(activate));
      const { policies } = await gathering.gathered();
      await gathering.conclude((run) => this.#swap({ config: this.#config, bundles, policies }, run));
      this.#keep(bundles);
    });
  }

  /**
   * Puts a configuration in force, with the bundles that it has new or otherwise than before. Throws GatewayError where it
   * or one of them cannot be; nothing has changed then.
   */
  reload(config: GatewayConfig): Promise<void> {
    return this.#serial.run(async () => {
      const before = this.#config;
      const bundles = this.#bundlesOf(config);
      const fresh = [...bundles.values()].filter((bundle) => this.#bundles.get(bundle.name) !== bundle);
      const gathering = new Gathering(fresh, async (bundle, activate) => void (await bundle.refresh(activate)));
      const { policies, failures } = await gathering.gathered();
      const [failure] = failures;
      if (failure) {
        gathering.abandon(failure.error);
        throw failure.error;
      }
      const kept = [...bundles.values()].flatMap(({ name, policy }) => (policy ? [[name, policy] as const] : []));
      const next: Next = { config, bundles, policies: { ...Object.fromEntries(kept), ...policies } };
      await gathering.conclude((run) => this.#swap(next, run));
      this.#config = config;
      this.#keep(bundles);
      await this.#options.follow(config, before);
      this.#options.logger.info('the configuration is in force', { digest: config.digest.slice(0, 16) });
    });
  }

  /**
   * Runs what gives a bundle another policy, as `bundle.refresh`. Throws what it throws.
   *
   * @param chosen whether somebody chose the revision, so that no guard sends it back
   */
  change<T>(name: string, task: (bundle: Bundle, activate: Activate) => Promise<T>, chosen = false): Promise<T> {
    return this.#serial.run(async () => {
      const bundle = this.#bundles.get(name);
      if (bundle === undefined) throw new GatewayError('admin_not_found', `there is no bundle ${name}`);
      const before = bundle.policy;
      try {
        return await task(bundle, (policy, steps) => {
          const policies = { ...this.#options.pool.current?.policies, [name]: policy };
          const run: RunPhase = (phase, work) => steps.run(phase, work);
          return this.#swap({ config: this.#config, bundles: this.#bundles, policies }, run, chosen ? name : undefined);
        });
      } finally {
        if (bundle.policy !== before) this.#announce(bundle);
      }
    });
  }

  /** A worker ended unasked. */
  workerEnded(): void {
    this.#guarding.workerEnded();
  }

  /** Lets the change that is under way come to its end, and makes no other. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#guarding.close();
    for (const watch of this.#watches.values()) watch.close();
    await this.#serial.idle();
  }

  #bundlesOf(config: GatewayConfig): Map<string, Bundle> {
    const { evaluation, files } = config;
    const { pool } = this.#options;
    const bundles = new Map<string, Bundle>();
    for (const [name, bundleConfig] of Object.entries(config.bundles)) {
      const report = (bundle: string, error: unknown) => this.#report(bundle, error);
      const entrypoints = entrypointsOf(config, name);
      const active = () => pool.current?.policies[name];
      const options: BundleOptions = { ...this.#options, entrypoints, evaluation, files, active, report };
      const kept = this.#bundles.get(name);
      const same = kept?.shape === shapeOf(bundleConfig, options);
      bundles.set(name, same ? kept : new Bundle(bundleConfig, options));
    }
    return bundles;
  }

  /** @param chosen name of the bundle whose revision somebody chose */
  async #swap({ config, bundles, policies }: Next, run: RunPhase, chosen?: string): Promise<void> {
    const { pool, traffic, board } = this.#options;
    const ports = await claimPorts(config.listeners, this.#ports);
    const limits =
      config.limits.slots === this.#config.limits.slots ? this.#limits : LimitTable.allocate(config.limits.slots);
    const number = (pool.current?.number ?? 0) + 1;
    const watch = await this.#guarding.plan(config, pool.current?.policies ?? {}, policies, chosen);
    const formers = this.#guarding.formers(watch);
    const signs = Object.fromEntries([...bundles].map(([name, { sign }]) => [name, sign]));
    const before = pool.current?.config;
    // A new policy does not wait for DNS, nor read certificates.
    const members = config === before ? traffic.members : await traffic.configure(config);
    try {
      await pool.activate({ number, config, policies, formers, signs, limits, ports, members, board }, run);
    } catch (error) {
      if (before && before !== config) await traffic.configure(before);
      throw error;
    }
    this.#guarding.take(watch);
    this.#ports = ports;
    this.#limits = limits;
  }

  #isGuilty(accused: PreparedPolicy, before: PreparedPolicy, route: string): Promise<boolean> {
    const { bundles, evaluation } = this.#config;
    const bundle = bundles[accused.name];
    return isGuilty(accused, before, {
      bundle: accused.name,
      route,
      within: bundle?.guard.denialRate?.within ?? 0,
      deadline: evaluation.deadline,
      recent: this.#options.recent(bundle?.admission.sample ?? 0),
      ticks: this.#options.ticks,
    });
  }

  #takeBack({ name, digest }: PreparedPolicy, reason: string): Promise<void> {
    const takeBack = async (bundle: Bundle, activate: Activate) => {
      if (bundle.policy?.digest === digest) await bundle.takeBack(activate, reason);
    };
    return this.change(name, takeBack, true);
  }

  /** Watches what is new, and no longer what is gone. */
  #keep(bundles: ReadonlyMap<string, Bundle>): void {
    const before = new Set(this.#bundles.values());
    this.#bundles = bundles;
    const now = new Set(bundles.values());
    for (const [bundle, watch] of this.#watches) {
      if (now.has(bundle)) continue;
      watch.close();
      this.#watches.delete(bundle);
    }
    for (const bundle of now) {
      if (before.has(bundle) || this.#closed) continue;
      if (bundle.policy) this.#announce(bundle);
      const refresh = () => this.change(bundle.name, async (one, activate) => void (await one.refresh(activate)));
      this.#watches.set(bundle, bundle.watch(refresh));
      // What changed between the first look and the watch; a failure is in the status.
      refresh().catch(() => undefined);
    }
  }

  #announce({ name, policy }: Bundle): void {
    this.#options.logger.info(`bundle ${name}: revision ${policy?.revision} is active`);
  }

  #report(name: string, thrown: unknown): void {
    const { code, message, findings } = toGatewayError(thrown);
    this.#options.logger.error(`bundle ${name}: ${message}`, { code, ...(findings.length > 0 && { findings }) });
  }
}

/** What the routes of a configuration need of a bundle, as the one that answers or as its shadow. */
function entrypointsOf({ bundles, routes }: GatewayConfig, name: string): string[] {
  const needed = routes
    .filter(({ bundle }) => bundle === name || bundles[bundle]?.shadow?.bundle === name)
    .map(({ entrypoint }) => entrypoint);
  return [...new Set([bundles[name]!.entrypoint, ...needed])].sort();
}
