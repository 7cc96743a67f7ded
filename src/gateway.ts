import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import packageJson from '../package.json' with { type: 'json' };
import { Metrics } from './admin/metrics.ts';
import { type Admin, createAdmin } from './admin/server.ts';
import { AuditIntake } from './audit/intake.ts';
import type { Logger } from './audit/logger.ts';
import { RecentDecisions } from './audit/recent.ts';
import { lastLines } from './audit/tail.ts';
import { DecisionWriter } from './audit/writer.ts';
import { Explanations } from './bundle/explanations.ts';
import { BundleStore } from './bundle/store.ts';
import type { Environment } from './config/environment.ts';
import { loadConfig } from './config/load.ts';
import { watchConfig } from './config/reload.ts';
import { same } from './config/same.ts';
import { ensureSecret } from './config/secret-file.ts';
import type { GatewayConfig } from './config/types.ts';
import { Control } from './control.ts';
import { Pool } from './data-plane/pool.ts';
import { listenerUrl } from './data-plane/ports.ts';
import { Rollout } from './data-plane/rollout.ts';
import type { ThreadEnd } from './data-plane/thread.ts';
import { Throttles } from './limits/throttle.ts';
import { ticks } from './ticks.ts';
import { Toolchain } from './toolchain/toolchain.ts';
import { Board } from './traffic/board.ts';
import { TrafficSupervision } from './traffic/supervision/supervision.ts';

/** Milliseconds between two looks at the workers' counts, so that little is lost with one that has to be ended. */
const MEASURE_MS = 5000;

/** Bytes of the decision log that are read at the start. */
const REMEMBERED = 16 * 1024 * 1024;

export interface GatewayOptions {
  /** Where the configuration's `${NAME}` are looked up. */
  readonly env: Environment;
  /** The operators' log. */
  readonly logger: Logger;
  /** Whether what policies print goes to the operators' log, at level debug; bundles of folders are built for it then. */
  readonly print?: boolean;
}

/** A running gateway. */
export interface Gateway {
  /** URLs of the listeners, in the order of the configuration. */
  readonly addresses: readonly string[];
  /** URL of the admin interface. */
  readonly admin: string;
  readonly control: Control;
  /**
   * Ends it without failing a request: readiness goes off, answers end their connections, then nothing new is accepted,
   * what is in flight finishes within `shutdown.grace`, and the decision log is on disk.
   */
  close(): Promise<void>;
}

/**
 * Starts a gateway: configuration, bundles, workers, admin interface, in this order. Requests are answered when it
 * resolves. A bundle that cannot be activated is logged, and its routes refuse every request until it can be.
 *
 * @throws GatewayError `config_invalid`, `activation_failed`
 */
export async function startGateway(file: string, { env, logger, print = false }: GatewayOptions): Promise<Gateway> {
  const config = await loadConfig(file, { env });
  const labels = { id: randomUUID(), version: packageJson.version };
  const recent = new RecentDecisions(config.audit.recent, sampleOf(config));
  await remember(recent, config);
  const intake = new AuditIntake(recent, openWriter(config, logger));
  const metrics = new Metrics();
  const board = new Board(Board.allocate());
  const traffic = new TrafficSupervision({ board, logger, now: Date.now, ticks, random: Math.random });
  const throttles = new Throttles({ now: () => performance.now() });
  const pool = new Pool({
    labels,
    maskKey: await ensureSecret(join(config.stateDir, 'mask-key'), 'key of masked values'),
    print,
    now: () => performance.now(),
    hooks: {
      starting: (worker) => intake.open(worker),
      events: (worker, batch) => intake.receive(worker, batch),
      printed: (worker, { bundle, text }) => logger.debug(`policy: ${text}`, { bundle, worker }),
      throttle: (worker, message, post) => throttles.receive(worker, message, post),
      measured: (last) => metrics.take(last),
      gone(worker, column) {
        board.clearColumn(column);
        throttles.ended(worker);
        intake.ended(worker);
        void metrics.ended(worker);
      },
    },
    ended(end) {
      logger.error(`worker ${end.id} ended: ${causeOf(end)}; another one takes its place`);
      rollout.workerEnded();
    },
    restartFailed: (error) => logger.error('a worker could not be started again', { error: String(error) }),
  });
  const store = new BundleStore(join(config.stateDir, 'bundles'));
  const rollout = new Rollout(config, {
    pool,
    traffic,
    board: board.memory,
    toolchain: useToolchain,
    store,
    logger,
    recent: (count) => recent.newest(count),
    now: Date.now,
    ticks,
    follow,
  });
  traffic.onChange((members) => pool.tell(members));
  const explanations = new Explanations({ store, toolchain: useToolchain });
  const control = new Control({
    ...labels,
    rollout,
    pool,
    traffic,
    intake,
    throttles,
    metrics,
    explanations,
    env,
    now: Date.now,
  });
  let admin: Admin | undefined;
  let toolchain: Promise<Toolchain> | undefined;

  /** Only who brings Rego needs it: a checkout without it has to build it first. */
  function useToolchain(): Promise<Toolchain> {
    toolchain ??= Toolchain.start({ print });
    return toolchain;
  }

  async function openAdmin({ address, port, tokenFile }: GatewayConfig['admin']): Promise<Admin> {
    const token = await ensureSecret(tokenFile, 'admin token');
    return createAdmin({ address, port, token, version: labels.version, control, logger });
  }

  /** The supervisor's own parts take a new configuration over. */
  async function follow(next: GatewayConfig, before: GatewayConfig): Promise<void> {
    control.accepted();
    recent.resize(next.audit.recent, sampleOf(next));
    if (!same(next.audit, before.audit)) await intake.replaceWriter(openWriter(next, logger), next.shutdownGrace);
    if (same(next.admin, before.admin)) return;
    const former = admin;
    admin = await openAdmin(next.admin);
    await former?.close();
  }

  async function end(grace: number): Promise<void> {
    traffic.close();
    await pool.drain(grace);
    throttles.close();
    await intake.replaceWriter(undefined, grace);
    await Promise.all([admin?.close(), toolchain?.then((started) => started.close())]);
  }

  try {
    await rollout.start();
    admin = await openAdmin(config.admin);
  } catch (error) {
    await rollout.close();
    await end(0);
    throw error;
  }
  const watch = watchConfig(config, {
    env,
    onChange: (next) => void take(next).catch(refuse),
    onError: refuse,
  });
  const measuring = setInterval(() => void control.measure(), MEASURE_MS).unref();

  /** A mistake may have been taken back: then what is in force is what the files say. */
  async function take(next: GatewayConfig): Promise<void> {
    if (next.digest === rollout.config.digest) control.refused(undefined);
    else await rollout.reload(next);
  }

  function refuse(error: Error): void {
    control.refused(error);
    logger.error(`the configuration stays as it was: ${error.message}`);
  }

  return {
    addresses: config.listeners.map((listener) => listenerUrl(listener, rollout.ports)),
    admin: `http://${admin.address}:${admin.port}`,
    control,
    async close() {
      const { shutdownDelay, shutdownGrace } = rollout.config;
      control.close();
      watch.close();
      clearInterval(measuring);
      await Promise.all([rollout.close(), pool.announceClosing(), pause(shutdownDelay)]);
      await end(shutdownGrace);
    },
  };
}

/** Decisions that the bundles want to be compared on. */
function sampleOf({ bundles }: GatewayConfig): number {
  return Math.max(0, ...Object.values(bundles).map(({ admission }) => admission.sample));
}

/** Takes up the end of the log that a former process has written. */
async function remember(recent: RecentDecisions, { audit }: GatewayConfig): Promise<void> {
  if (audit.file === undefined) return;
  const lines = await lastLines(audit.file.path, REMEMBERED);
  recent.add(lines, lines.split('\n').length - 1);
}

function openWriter({ audit }: GatewayConfig, logger: Logger): DecisionWriter | undefined {
  if (audit.file === undefined) return undefined;
  const { path, maxSize, maxFiles } = audit.file;
  return new DecisionWriter({
    path,
    maxSize,
    maxFiles,
    queue: audit.queue,
    onError: (error) => {
      if (error) logger.error(`the decision log cannot be written to ${path}: ${error.message}; it is tried again`);
      else logger.info('the decision log is written again');
    },
  });
}

function causeOf({ stalled, error }: ThreadEnd): string {
  return stalled ? 'its event loop stood still for too long' : (error?.message ?? 'it exited');
}
