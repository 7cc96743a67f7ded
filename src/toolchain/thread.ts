import { parentPort, workerData } from 'node:worker_threads';
import { instantiate } from './instance.ts';
import { compileModule } from './module.ts';
import type { WireRequest } from './wire.ts';

/* The thread that runs the toolchain: one request after the other. What it throws ends it, and its owner is told. */

const port = parentPort;
if (!port) throw new Error('thread.ts is the entry of a worker thread');
const instance = instantiate(await compileModule(workerData as string));
port.on('message', (request: WireRequest) => port.postMessage(instance.call(request)));
