// A thread that evaluates the modules that it is sent, and answers each with the verdicts on its cases.
import { parentPort, workerData } from 'node:worker_threads';
import { parseCase } from './case.ts';
import { type EvaluateOptions, evaluateModule } from './evaluate.ts';

export interface Question {
  readonly wasm: Uint8Array;
  /** Cases do not cross threads, their texts do. */
  readonly lines: readonly string[];
}

parentPort?.on('message', async ({ wasm, lines }: Question) => {
  parentPort?.postMessage(await evaluateModule(wasm, lines.map(parseCase), workerData as EvaluateOptions));
});
