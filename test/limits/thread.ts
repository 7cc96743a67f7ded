import { parentPort, workerData } from 'node:worker_threads';
import type { Limit } from '../../src/limits/gcra.ts';
import { LimitTable } from '../../src/limits/table.ts';

export interface Task {
  readonly memory: SharedArrayBuffer;
  readonly limit: Limit;
  /** Each round has a key of its own, and the clock shows a day more, so that those before have expired. */
  readonly rounds: number;
  /** Each thread takes so often from the key of a round. */
  readonly takes: number;
  readonly gate: SharedArrayBuffer;
  readonly number: number;
  readonly threads: number;
}

const DAY_MS = 86_400_000;
const { memory, limit, takes, rounds, gate, threads } = workerData as Task;
const table = new LimitTable(memory);
const [arrived, opened] = [0, 1];
const gates = new Int32Array(gate);
/** Granted takes by round. */
const granted = new Array<number>(rounds).fill(0);

for (let round = 0; round < rounds; round++) {
  meet(round);
  const now = (round + 1) * DAY_MS;
  for (let i = 0; i < takes; i++) if (table.take('test', `key ${round}`, limit, now).granted) granted[round]!++;
}
parentPort!.postMessage(granted);

/** Waits until all threads are here; spins at first, so that they go on at the same moment where they can. */
function meet(round: number): void {
  if (Atomics.add(gates, arrived, 1) === (round + 1) * threads - 1) {
    Atomics.store(gates, opened, round + 1);
    Atomics.notify(gates, opened);
  }
  for (let spins = 0; Atomics.load(gates, opened) <= round; spins++) {
    if (spins > 1000) Atomics.wait(gates, opened, round, 1);
  }
}
