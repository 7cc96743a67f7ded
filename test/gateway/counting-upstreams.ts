import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { freePort } from '../system/free-port.ts';

const PROGRAM = join(import.meta.dirname, 'counting-upstream.ts');

/** A process that answers 200 to everything and counts the POSTs that it executed. */
export interface CountingUpstream {
  /** `http://127.0.0.1:PORT`. The port stays over `kill` and `start`. */
  readonly origin: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Answers take so many milliseconds from now on. */
  slowDown(ms: number): void;
}

export interface CountingUpstreams extends AsyncDisposable {
  readonly list: readonly CountingUpstream[];
  /** How often each POST was executed, by the `x-id` that it had. */
  executed(): Promise<ReadonlyMap<string, number>>;
}

/** Starts so many of them. */
export async function startCounting(count: number): Promise<CountingUpstreams> {
  const folder = await mkdtemp(join(tmpdir(), 'regate-upstreams-'));
  const files: string[] = [];
  const list = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const file = join(folder, `${index}`);
      files.push(file);
      const upstream = upstreamAt(await freePort(), file);
      await upstream.start();
      return upstream;
    }),
  );
  return {
    list,
    async executed() {
      const counts = new Map<string, number>();
      for (const file of files) {
        for (const id of (await readFile(file, 'utf8')).split('\n').slice(0, -1)) {
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
      }
      return counts;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(list.map((upstream) => upstream.kill()));
      await rm(folder, { recursive: true });
    },
  };
}

function upstreamAt(port: number, file: string): CountingUpstream {
  let child: ChildProcessByStdio<Writable, Readable, null> | undefined;
  return {
    origin: `http://127.0.0.1:${port}`,
    async start() {
      child = spawn(process.execPath, [PROGRAM, String(port), file], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
    },
    async kill() {
      if (child === undefined) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
      child = undefined;
    },
    slowDown(ms) {
      child?.stdin.write(`${ms}\n`);
    },
  };
}
