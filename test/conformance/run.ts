import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Case } from './case.ts';
import type { EvaluateOptions, Verdict } from './evaluate.ts';
import { readModules } from './fixture.ts';
import type { Question } from './thread.ts';

const THREAD = new URL('./thread.ts', import.meta.url);

/** A case with what became of it. */
export type Judged = Verdict & { readonly case: Case };

/** Evaluates cases on all processors; they come in no certain order. */
export async function runCases(
  cases: readonly Case[],
  options: EvaluateOptions = { rewrite: true },
): Promise<Judged[]> {
  if (cases.length === 0) return [];
  const judged: Judged[] = [];
  const modules = readModules(cases);
  const work = async () => {
    const thread = new Worker(THREAD, { workerData: options });
    try {
      for (let next = await modules.next(); !next.done; next = await modules.next()) {
        const { wasm, cases: own } = next.value;
        const question: Question = { wasm, lines: own.map(({ line }) => line) };
        thread.postMessage(question, [wasm.buffer]);
        const [answer] = (await once(thread, 'message')) as [Verdict[]];
        judged.push(...own.map((one, i) => ({ case: one, ...(answer[i] as Verdict) })));
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return judged;
}
