// A thread that compares two policies on recorded decisions; see Comparing.
import { parentPort, workerData } from 'node:worker_threads';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { Judge, type JudgeOptions } from './judge.ts';
import { parseRecorded } from './recorded.ts';

/** What the thread is born with. */
export interface Birth extends JudgeOptions {
  readonly before: PreparedPolicy | undefined;
  readonly after: PreparedPolicy;
  /** Name of the bundle whose decisions count; undefined: any. */
  readonly bundle: string | undefined;
}

/** Lines of a decision log, whole ones; or the wish for the comparison, as JSON text. */
export type Question = { readonly lines: string } | 'comparison';

/** Decisions in the lines that were taken up, and lines that were no JSON; or JSON text. */
export type Answer = { readonly decisions: number; readonly broken: number } | string;

const { before, after, bundle, ...options } = workerData as Birth;
const judge = new Judge(before, after, options);

parentPort?.on('message', (question: Question) => {
  parentPort?.postMessage(question === 'comparison' ? JSON.stringify(judge.comparison()) : take(question.lines));
});

function take(lines: string): Answer {
  let [decisions, broken] = [0, 0];
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    try {
      const recorded = parseRecorded(line);
      if (recorded === undefined || (bundle !== undefined && recorded.bundle !== bundle)) continue;
      judge.take(recorded);
      decisions++;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      broken++;
    }
  }
  return { decisions, broken };
}
