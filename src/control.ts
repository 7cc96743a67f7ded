import type { AdminControl, ConfigStatus, Readiness, WorkerStatus } from './admin/control.ts';
import type { Metrics } from './admin/metrics.ts';
import { type EndpointView, upstreamsView } from './admin/upstreams-view.ts';
import type { AuditIntake } from './audit/intake.ts';
import type { Explanations } from './bundle/explanations.ts';
import type { Bundle } from './bundle/lifecycle.ts';
import type { BundleStatus } from './bundle/status.ts';
import { statusError } from './bundle/status.ts';
import type { Environment } from './config/environment.ts';
import { loadConfig } from './config/load.ts';
import type { GatewayConfig } from './config/types.ts';
import type { Pool } from './data-plane/pool.ts';
import { listenerKey } from './data-plane/ports.ts';
import type { Rollout } from './data-plane/rollout.ts';
import type { WorkerThread } from './data-plane/thread.ts';
import { GatewayError } from './errors.ts';
import type { Throttles } from './limits/throttle.ts';
import type { TrafficSupervision } from './traffic/supervision/supervision.ts';

export interface ControlOptions {
  readonly id: string;
  readonly version: string;
  readonly rollout: Rollout;
  readonly pool: Pool;
  readonly traffic: TrafficSupervision;
  readonly intake: AuditIntake;
  readonly throttles: Throttles;
  readonly metrics: Metrics;
  readonly explanations: Explanations;
  readonly env: Environment;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** What an operator can see and do, by whatever way in. */
export class Control implements AdminControl {
  readonly #options: ControlOptions;
  readonly #started: string;
  /** Bundles whose source is to be asked and was not yet. */
  readonly #notified = new Set<string>();
  #loaded: string;
  #refused: unknown;
  #closing = false;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#started = timestamp(options.now());
    this.#loaded = this.#started;
  }

  live(): boolean {
    return true;
  }

  ready(): Readiness {
    const reasons: string[] = [];
    if (this.#closing) reasons.push('the gateway is shutting down');
    if (!this.#options.pool.threads.some(({ state }) => state === 'serving')) reasons.push('no worker serves');
    for (const { name, policy } of this.#options.rollout.bundles.values()) {
      if (policy === undefined) reasons.push(`bundle ${name} has no active revision`);
    }
    return { ready: reasons.length === 0, reasons };
  }

  /** Readiness goes off for good. */
  close(): void {
    this.#closing = true;
  }

  status() {
    const { id, version, rollout, pool, intake } = this.#options;
    return {
      id,
      version,
      started: this.#started,
      ready: this.ready().ready,
      generation: pool.current?.number ?? 0,
      listeners: rollout.config.listeners.map((listener) => ({
        address: listener.address,
        port: rollout.ports[listenerKey(listener)] ?? listener.port,
        tls: listener.tls !== undefined,
      })),
      config: this.#configStatus(),
      bundles: this.bundles(),
      workers: pool.threads.map(workerStatus),
      decision_log: intake.statistics(),
    };
  }

  bundles(): Readonly<Record<string, BundleStatus>> {
    return Object.fromEntries([...this.#options.rollout.bundles].map(([name, { status }]) => [name, status]));
  }

  activate(name: string, { revision }: { readonly revision?: string }): Promise<BundleStatus> {
    return this.#choose(name, (bundle, activate) => {
      return revision === undefined ? bundle.refresh(activate, true) : bundle.goBack(activate, revision);
    });
  }

  approve(name: string, digest: string): Promise<BundleStatus> {
    return this.#change(name, (bundle, activate) => bundle.approve(activate, digest));
  }

  rollback(name: string): Promise<BundleStatus> {
    return this.#choose(name, (bundle, activate) => bundle.goBack(activate));
  }

  refresh(name: string): Promise<BundleStatus> {
    return this.#change(name, (bundle, activate) => bundle.refresh(activate));
  }

  notify(name: string): void {
    if (this.#notified.has(name)) return;
    this.#notified.add(name);
    const look = this.#options.rollout.change(name, (bundle, activate) => {
      // From now on a push may come too late for this look.
      this.#notified.delete(name);
      return bundle.refresh(activate);
    });
    look.catch(() => this.#notified.delete(name));
  }

  config(): GatewayConfig {
    return this.#options.rollout.config;
  }

  async reloadConfig(): Promise<ConfigStatus> {
    const { rollout, env } = this.#options;
    try {
      const config = await loadConfig(rollout.config.file, { env });
      if (config.digest !== rollout.config.digest) await rollout.reload(config);
      this.#refused = undefined;
    } catch (error) {
      this.#refused = error;
      throw error;
    }
    return this.#configStatus();
  }

  /** Takes over what the workers counted. */
  async measure(): Promise<void> {
    const { metrics, pool } = this.#options;
    for (const measurement of await pool.measure()) metrics.take(measurement);
  }

  /** A configuration came into force. */
  accepted(): void {
    this.#loaded = timestamp(this.#options.now());
    this.#refused = undefined;
  }

  /** The files, as they are now, cannot be put in force, for this reason; undefined: they are in force. */
  refused(error: unknown): void {
    this.#refused = error;
  }

  async upstreams() {
    const { pool, traffic } = this.#options;
    const workers = (await pool.measure()).map(({ upstreams }) => upstreams);
    return upstreamsView(traffic.statuses(), workers);
  }

  drain(upstream: string, endpoint: string): Promise<EndpointView> {
    this.#options.traffic.drain(upstream, endpoint);
    return this.#endpoint(upstream, endpoint);
  }

  restore(upstream: string, endpoint: string): Promise<EndpointView> {
    this.#options.traffic.restore(upstream, endpoint);
    return this.#endpoint(upstream, endpoint);
  }

  async metrics(): Promise<string> {
    const { metrics, pool, intake, throttles, traffic } = this.#options;
    await this.measure();
    return metrics.render({
      generation: pool.current?.number ?? 0,
      bundles: this.bundles(),
      audit: intake.statistics(),
      throttles: throttles.statistics(),
      upstreams: traffic.statuses(),
    });
  }

  decisions(filter: Parameters<AdminControl['decisions']>[0]) {
    return this.#options.intake.recent.find(filter);
  }

  decision(id: string) {
    return this.#options.intake.recent.get(id);
  }

  async explanation(id: string) {
    const { intake, explanations } = this.#options;
    const line = intake.recent.line(id);
    return line === undefined ? undefined : explanations.of(line);
  }

  /** What an operator chose answers until an operator, or the source, brings something else. */
  #choose(name: string, task: Parameters<Rollout['change']>[1]): Promise<BundleStatus> {
    return this.#change(name, task, true);
  }

  async #change(name: string, task: Parameters<Rollout['change']>[1], chosen = false): Promise<BundleStatus> {
    const { rollout } = this.#options;
    await rollout.change(name, task, chosen);
    return (rollout.bundles.get(name) as Bundle).status;
  }

  async #endpoint(upstream: string, id: string): Promise<EndpointView> {
    const endpoint = (await this.upstreams())[upstream]?.endpoints.find((other) => other.id === id);
    if (endpoint === undefined) throw new GatewayError('admin_not_found', `${id} has just left upstream ${upstream}`);
    return endpoint;
  }

  #configStatus(): ConfigStatus {
    const { file, digest } = this.#options.rollout.config;
    const error = this.#refused === undefined ? null : statusError(this.#refused);
    return { file, digest, loaded: this.#loaded, error };
  }
}

function workerStatus({ id, state, serving, activated }: WorkerThread): WorkerStatus {
  const policies = Object.entries(serving?.policies ?? {});
  return {
    id,
    state,
    revisions: Object.fromEntries(policies.map(([name, { revision }]) => [name, revision])),
    activated: Object.fromEntries(Object.entries(activated).map(([name, at]) => [name, timestamp(at)])),
  };
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}
