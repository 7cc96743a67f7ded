import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Task } from './thread.ts';

/** Runs `task` in `count` threads at once and resolves with what each of them counted. */
export async function inThreads(count: number, task: Omit<Task, 'gate' | 'number' | 'threads'>): Promise<number[][]> {
  const gate = new SharedArrayBuffer(8);
  const threads = Array.from({ length: count }, (_, number) => {
    const workerData: Task = { ...task, gate, number, threads: count };
    return new Worker(new URL('./thread.ts', import.meta.url), { workerData });
  });
  return Promise.all(threads.map(async (thread) => (await once(thread, 'message'))[0] as number[]));
}
