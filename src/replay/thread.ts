// A thread that compares two policies on recorded decisions; see Comparing.
import { parentPort, workerData } from 'node:worker_threads';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { decisionsIn } from './decisions.ts';
import { Judge, type JudgeOptions } from './judge.ts';

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
  const { decisions, broken } = decisionsIn(lines, bundle);
  for (const recorded of decisions) judge.take(recorded);
  return { decisions: decisions.length, broken };
}
