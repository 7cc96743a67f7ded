import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import type { AdminControl } from '../../src/admin/control.ts';
import { Metrics } from '../../src/admin/metrics.ts';
import { type Admin, createAdmin } from '../../src/admin/server.ts';
import { type EndpointView, type UpstreamView, upstreamsView } from '../../src/admin/upstreams-view.ts';
import { AuditIntake } from '../../src/audit/intake.ts';
import { createLogger } from '../../src/audit/logger.ts';
import { RecentDecisions } from '../../src/audit/recent.ts';
import { BundleProgress } from '../../src/bundle/status.ts';
import { loadConfig } from '../../src/config/load.ts';
import { GatewayError } from '../../src/errors.ts';
import { exchange, line } from '../audit/fixture.ts';
import { folder as configFolder, MINIMAL } from '../config/fixture.ts';
import { counted, STATUS } from './statuses.ts';

export const TOKEN = 'test-token-of-more-than-22-characters';
const START = Date.UTC(2026, 0, 1);

/** A fresh folder, removed after the test. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'regate-admin-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Of a prepared policy what the status of its bundle shows. */
export function policyOf(revision: string) {
  return { revision, rewritten: true, memory: { initial: 65_536, maximum: 131_072 } };
}

/**
 * What an admin interface controls where there is no data plane: the bundle `main` had the revisions r1 and r2, and the
 * decision log holds the events d0 to d3, and the upstream of STATUS has been used. Bundles whose source is to be asked are put into `notified`.
 */
export async function control(t: TestContext, configText = MINIMAL, notified: string[] = []): Promise<AdminControl> {
  const path = await configFolder(t, { 'regate.yaml': configText });
  const config = await loadConfig(join(path, 'regate.yaml'), { env: {} });
  const progress = new BundleProgress(() => START, './policies');
  for (const revision of ['r1', 'r2']) {
    await progress.begin().run('loadable', () => undefined);
    progress.activated(policyOf(revision));
  }
  const intake = loggedIntake();
  const metrics = new Metrics();
  const loaded = new Date(START).toISOString();
  const activate = async (revision: string) => {
    if (revision === 'broken') {
      const findings = [{ file: 'authz.rego', row: 3, col: 1, code: 'rego_parse_error', message: 'unexpected token' }];
      throw new GatewayError('policy_invalid', 'the policy does not compile', { findings });
    }
    progress.activated(policyOf(revision));
    return progress.status;
  };
  return {
    live: () => true,
    ready: () => ({ ready: false, reasons: ['no worker serves'] }),
    status: () => ({
      id: 'gateway-1',
      version: '0.1.0',
      started: loaded,
      ready: false,
      generation: 2,
      listeners: [{ address: '127.0.0.1', port: 8080, tls: false }],
      config: { file: config.file, digest: config.digest, loaded, error: null },
      bundles: { main: progress.status },
      workers: [{ id: 1, revisions: { main: 'r2' }, activated: { main: loaded }, state: 'serving' }],
      decision_log: intake.statistics(),
    }),
    bundles: () => ({ main: progress.status }),
    activate: (_, { revision = 'r2' }) => activate(revision),
    approve: (_, digest) => activate(digest),
    rollback: () => activate(progress.status.previous ?? 'broken'),
    refresh: async () => {
      throw new TypeError('a fault of ours, with a secret');
    },
    notify: (bundle) => void notified.push(bundle),
    config: () => config,
    reloadConfig: async () => ({ file: config.file, digest: config.digest, loaded, error: null }),
    upstreams: async () => view(),
    drain: async (...endpoint) => find(view(), ...endpoint),
    restore: async (...endpoint) => find(view(), ...endpoint),
    metrics: () =>
      metrics.render({
        generation: 2,
        bundles: { main: progress.status },
        audit: intake.statistics(),
        throttles: [],
        upstreams: [STATUS],
      }),
    decisions: (filter) => intake.recent.find(filter),
    decision: (id) => intake.recent.get(id),
    explanation: async () => undefined,
  };
}

function view(): Record<string, UpstreamView> {
  return upstreamsView([STATUS], [[counted(1)], [counted(2)]]);
}

function find(upstreams: Record<string, UpstreamView>, name: string, id: string): EndpointView {
  const endpoint = Object.hasOwn(upstreams, name) && upstreams[name]!.endpoints.find((other) => other.id === id);
  if (endpoint) return endpoint;
  throw new GatewayError('admin_not_found', `there is no endpoint ${id}`);
}

function loggedIntake(): AuditIntake {
  const intake = new AuditIntake(new RecentDecisions(100), undefined);
  intake.open(1);
  for (let n = 0; n < 4; n++) {
    const allow = n % 2 === 0;
    const facts = exchange({
      decisionId: `d${n}`,
      receivedAtMs: START + n * 1000,
      result: Object.freeze({ allow }),
      outcome: allow ? 'allowed' : 'denied',
      path: '/<script>alert(1)</script>',
    });
    intake.receive(1, {
      lines: new TextEncoder().encode(`${line(facts)}\n`),
      count: 1,
      dropped: { queue_full: 0, unserializable: 0 },
    });
  }
  return intake;
}

export interface OpenAdmin extends Admin {
  /** What the gateway has logged so far. */
  log(): string;
  /** Sends a request with the token, unless `headers` say otherwise. */
  send(path: string, init?: Init): Promise<Response>;
  /** The JSON of its answer. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  json(path: string, init?: Init): Promise<any>;
}

interface Init {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** An admin interface on a port of its own, closed after the test. */
export async function open(t: TestContext, controlled?: AdminControl): Promise<OpenAdmin> {
  const stream = new PassThrough();
  const admin = await createAdmin({
    address: '127.0.0.1',
    port: 0,
    token: TOKEN,
    version: '0.1.0',
    control: controlled ?? (await control(t)),
    logger: createLogger({ level: 'info', json: true, stream }),
  });
  t.after(() => admin.close());
  const send: OpenAdmin['send'] = (path, init = {}) =>
    fetch(`http://127.0.0.1:${admin.port}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...init.headers },
    });
  return {
    ...admin,
    log: () => String(stream.read() ?? ''),
    send,
    json: async (path, init) => (await send(path, init)).json(),
  };
}
