import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A process under measurement. */
export interface Target {
  readonly name: string;
  readonly url: string;
  /** CPU time that it used since its start, all threads, microseconds. */
  cpu(): number;
  /** Largest resident memory so far, MiB. */
  peak(): number;
  stop(): Promise<void>;
}

/** Ticks of /proc/PID/stat a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Starts a Node program and waits for its first line. */
export async function startTarget(name: string, url: string, args: readonly string[]): Promise<Target> {
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface({ input: child.stdout! }), 'line');
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    name,
    url,
    cpu() {
      const fields = proc('stat').split(') ')[1]!.split(' ');
      return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS;
    },
    peak: () => Number(/VmHWM:\s+(\d+)/.exec(proc('status'))![1]) / 1024,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
