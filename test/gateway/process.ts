import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly admin: string;
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** What it wrote to standard error so far. */
  log(): string;
}

/** Writes files into a new folder. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regate-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** A configuration with one route to one upstream. */
export function configuration(endpoint: string, members: object = {}): string {
  return JSON.stringify({
    listeners: [{ address: '127.0.0.1', port: 0 }],
    admin: { address: '127.0.0.1', port: 0, token_file: './state/admin-token' },
    workers: 1,
    // That both engines agree has tests of its own, and would cost each of the others a second of the processor.
    bundles: { main: { source: { path: './policies' }, admission: { engines: 'skip' } } },
    upstreams: { main: { endpoints: [endpoint] } },
    routes: [{ id: 'api', match: { path: '/api/**' }, authenticate: [], bundle: 'main', upstream: 'main' }],
    audit: { file: { path: './decisions.jsonl' } },
    state_dir: './state',
    ...members,
  });
}

/** Runs `regate serve` as a process of its own, and waits until it is ready. */
export async function serve(folder: string): Promise<Served> {
  const args = [MAIN, 'serve', '--json', '-c', join(folder, 'regate.yaml')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => text as string),
    exited.then((code) => {
      throw new Error(`it ended with ${code}: ${log}`);
    }),
  ]);
  const { listeners, admin } = JSON.parse(line);
  return { child, url: listeners[0], admin, exited, log: () => log };
}
