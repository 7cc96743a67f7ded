import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { requireProgram } from './program.ts';

/** A server that HAProxy sends requests to. */
export interface Server {
  readonly name: string;
  readonly port: number;
  /** Where `GET /health/ready` has to give 200. */
  readonly healthPort: number;
}

export interface Haproxy {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Names of the servers that get requests at the moment. */
  up(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/**
 * Starts a real HAProxy, which asks each server every `interval` milliseconds, takes it out after two bad answers and back
 * after a good one. It repeats nothing: what a server loses is lost.
 */
export async function startHaproxy(servers: readonly Server[], interval: number): Promise<Haproxy> {
  const program = await requireProgram('haproxy');
  const folder = await mkdtemp(join(tmpdir(), 'regate-haproxy-'));
  const [port, statusPort] = [await freePort(), await freePort()];
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, configuration(servers, { interval, port, statusPort }));
  const child = spawn(program, ['-db', '-q', '-f', file], { stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = once(child, 'exit');
  const haproxy: Haproxy = {
    origin: `http://127.0.0.1:${port}`,
    async up() {
      const text = await (await fetch(`http://127.0.0.1:${statusPort}/;csv`)).text();
      const rows = text.split('\n').map((line) => line.split(','));
      const status = rows[0]!.indexOf('status');
      return new Set(servers.map(({ name }) => name).filter((name) => isUp(rows, name, status)));
    },
    async close() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (let attempt = 0; attempt < 500 && child.exitCode === null; attempt++) {
    const answers = await haproxy.up().then(
      () => true,
      () => false,
    );
    if (answers) return haproxy;
    await sleep(20);
  }
  await haproxy.close();
  throw new Error('haproxy does not answer; see what it wrote');
}

function isUp(rows: readonly (readonly string[])[], name: string, column: number): boolean {
  return rows.some((row) => row[0] === 'servers' && row[1] === name && row[column]!.startsWith('UP'));
}

function configuration(
  servers: readonly Server[],
  { interval, port, statusPort }: { interval: number; port: number; statusPort: number },
): string {
  const lines = servers.map(
    (server) =>
      `  server ${server.name} 127.0.0.1:${server.port} check port ${server.healthPort} inter ${interval}ms fall 2 rise 1`,
  );
  return `
global
  maxconn 4096
defaults
  mode http
  retries 0
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout check 5s
frontend requests
  bind 127.0.0.1:${port}
  default_backend servers
backend servers
  balance roundrobin
  option httpchk
  http-check send meth GET uri /health/ready ver HTTP/1.1 hdr Host localhost
  http-check expect status 200
${lines.join('\n')}
frontend status
  bind 127.0.0.1:${statusPort}
  stats enable
  stats uri /
`;
}
