import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '../../src/audit/logger.ts';
import type { DecisionEvent } from '../../src/contracts/event.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';

/** A policy that lets everything pass. */
export const ALLOW_ALL = 'package gateway\n\n# METADATA\n# entrypoint: true\ndecision := {"allow": true}\n';

export interface Options {
  /** Files of the policy folder; without it, ALLOW_ALL. */
  readonly policies?: Readonly<Record<string, string>>;
  /** URLs of the endpoints of the upstream `main`. */
  readonly endpoints: readonly string[];
  /** Members of regate.yaml that replace those of the fixture. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Further files, by path below the folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Whether the log shows what policies print. */
  readonly print?: boolean;
}

/** A gateway as a user has it: a folder, a file, real listeners. */
export interface Running {
  readonly gateway: Gateway;
  readonly folder: string;
  /** URL of its first listener. */
  readonly url: string;
  /** What the operators' log says so far. */
  log(): string;
  /** Writes a file below the folder. */
  write(path: string, text: string): Promise<void>;
  /** Replaces members of regate.yaml. */
  configure(members: Readonly<Record<string, unknown>>): Promise<void>;
  /** Asks the admin interface. */
  admin(path: string, init?: RequestInit): Promise<Response>;
  /** Every event of the decision log; waits until there are `count`. */
  events(count: number): Promise<DecisionEvent[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a gateway on port 0 with one route, `/api/**`, anonymous, to the upstream `main`. */
export async function start({
  policies,
  endpoints,
  config = {},
  files = {},
  print = false,
}: Options): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'regate-'));
  let members: Record<string, unknown> = {
    listeners: [{ address: '127.0.0.1', port: 0 }],
    admin: { address: '127.0.0.1', port: 0, token_file: './state/admin-token' },
    workers: 2,
    // That both engines agree has tests of its own, and would cost each of the others a second of the processor.
    bundles: { main: { source: { path: './policies' }, admission: { engines: 'skip' } } },
    upstreams: { main: { endpoints } },
    routes: [{ id: 'api', match: { path: '/api/**' }, authenticate: [], bundle: 'main', upstream: 'main' }],
    audit: { file: { path: './decisions.jsonl' } },
    state_dir: './state',
    shutdown: { delay: '0s' },
    ...config,
  };
  const write = async (path: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  for (const [path, text] of Object.entries(policies ?? { 'gateway.rego': ALLOW_ALL })) {
    await write(join('policies', path), text);
  }
  for (const [path, text] of Object.entries(files)) await write(path, text);
  // JSON is YAML.
  await write('regate.yaml', JSON.stringify(members));

  const lines: string[] = [];
  const stream = new PassThrough().setEncoding('utf8').on('data', (text: string) => lines.push(text));
  const logger = createLogger({ level: 'debug', json: true, stream });
  const gateway = await startGateway(join(folder, 'regate.yaml'), { env: {}, logger, print });
  const token = (await readFile(join(folder, 'state/admin-token'), 'utf8')).trim();
  return {
    gateway,
    folder,
    url: gateway.addresses[0]!,
    log: () => lines.join(''),
    write,
    async configure(changed) {
      members = { ...members, ...changed };
      await write('regate.yaml', JSON.stringify(members));
    },
    admin: (path, init) =>
      fetch(gateway.admin + path, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } }),
    events: (count) => readEvents(join(folder, 'decisions.jsonl'), count),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until `check` gives something other than undefined or false. Fails with `what` after 20 s. */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    const value = await check();
    if (value !== undefined && value !== false && value !== null) return value as Exclude<T, undefined | null | false>;
    await pause(20);
  }
  throw new Error(`did not come to pass within 20 s: ${what}`);
}

function readEvents(file: string, count: number): Promise<DecisionEvent[]> {
  return eventually(`${count} events in the decision log`, async () => {
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').slice(0, -1);
    return lines.length >= count && lines.map((line) => JSON.parse(line) as DecisionEvent);
  });
}
