import { parentPort, workerData } from 'node:worker_threads';
import { instantiate } from './instance.ts';
import { compileModule } from './module.ts';
import type { WireReply, WireRequest } from './wire.ts';

/** What the thread answers. */
export interface Answer {
  readonly reply: WireReply;
  /** Bytes of memory that it has taken. */
  readonly memory: number;
}

/* The thread that runs the toolchain: one request after the other. What it throws ends it, and its owner is told. */

const port = parentPort;
if (!port) throw new Error('thread.ts is the entry of a worker thread');
const instance = instantiate(await compileModule(workerData as string));
port.on('message', (request: WireRequest) => {
  const reply = instance.call(request);
  port.postMessage({ reply, memory: instance.memory } satisfies Answer);
});
