import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../system/free-port.ts';
import { ROOT } from './pages.ts';

/** Ports that pages and the demo name. Each workplace has others in their place. */
const PORTS = [8080, 8081, 9101, 9102, 9901, 9902];
const DEMO = ['demo/regate.yaml', 'demo/start.ts'];
/** A machine that is busy with other tests takes its time; what does not start at all ends by itself. */
const PATIENCE_MS = 120_000;

export interface Outcome {
  readonly status: number | null;
  /** Standard output and standard error, as a terminal shows them. */
  readonly output: string;
}

/** A checkout of its own, with a shell, as the reader of a page has. */
export interface Workplace {
  readonly folder: string;
  /** A text of a page, with the ports of this workplace in the place of those that it names. */
  ported(text: string): string;
  /** What this workplace printed, with the ports that a page names. */
  unported(text: string): string;
  write(file: string, text: string): Promise<void>;
  run(commands: string): Promise<Outcome>;
  /** Starts what does not end by itself; resolves with what it printed when it is ready. */
  start(command: string): Promise<string>;
  /** Ends what runs. */
  close(): Promise<void>;
}

/**
 * Copies the files of the repository, as they are, into a new folder. Installed packages and the compiled toolchain are
 * shared, and so is `regate`, of which Node then has less to compile; the machine's own Node is found where it has one.
 */
export async function openWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'regate-docs-'));
  await copyRepository(folder);
  const ports = new Map<string, string>();
  for (const port of PORTS) ports.set(String(port), String(await freePort()));
  const back = new Map(Array.from(ports, ([shown, used]) => [used, shown]));
  const replace = (text: string, by: ReadonlyMap<string, string>) =>
    text.replace(/\b\d{4,5}\b/g, (digits) => by.get(digits) ?? digits);
  for (const file of DEMO) {
    const path = join(folder, file);
    await writeFile(path, replace(await readFile(path, 'utf8'), ports));
  }
  const env = { ...process.env, PATH: await pathWithRegate(folder), NO_COLOR: '1' };
  const running: ChildProcess[] = [];
  const shell = (commands: string) =>
    spawn('bash', ['-ec', commands], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });

  return {
    folder,
    ported: (text) => replace(text, ports),
    unported: (text) => replace(text, back),
    async write(file, text) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    },
    async run(commands) {
      const child = shell(commands);
      const output = outputOf(child);
      const [status] = await once(child, 'close');
      return { status, output: output() };
    },
    async start(command) {
      const child = shell(command);
      running.push(child);
      const output = outputOf(child);
      for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(20)) {
        if (/^ready /m.test(output())) return output();
        if (child.exitCode !== null) break;
      }
      throw new Error(`${command} did not become ready:\n${output()}`);
    },
    async close() {
      await Promise.all(running.map(end));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function copyRepository(folder: string): Promise<void> {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  const files = list
    .toString()
    .split('\0')
    .filter((file) => file !== '' && !file.startsWith('test/'));
  for (const file of files) {
    // A file that is tracked, but deleted.
    await cp(join(ROOT, file), join(folder, file)).catch(() => undefined);
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await mkdir(join(folder, 'dist'));
  await link(join(ROOT, 'dist/opa.wasm'), join(folder, 'dist/opa.wasm')).catch(() =>
    symlink(join(ROOT, 'dist/opa.wasm'), join(folder, 'dist/opa.wasm')),
  );
}

/** `regate` first, and without the Node that `npm test` has put there: `npm run` has to find the pinned one by itself. */
async function pathWithRegate(folder: string): Promise<string> {
  const bin = join(folder, '.cache/bin');
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, 'regate'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'src/cli/main.ts')}" "$@"\n`,
  );
  await chmod(join(bin, 'regate'), 0o755);
  const others = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
  return [bin, ...others].join(delimiter);
}

function outputOf({ stdout, stderr }: ChildProcess): () => string {
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream!.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return () => output;
}

/** The whole process group, for a shell and npm stand before the gateway. */
async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close');
  if (child.exitCode === null) process.kill(-child.pid!, 'SIGTERM');
  else return;
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}
