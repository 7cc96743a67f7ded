import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { parseExactly } from './recorded.ts';
import type { Comparison } from './tally.ts';
import type { Answer, Birth, Question } from './thread.ts';

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);

export interface ComparingOptions {
  /** The policy of before; left out: the candidate is held against what is recorded. */
  readonly before?: PreparedPolicy | undefined;
  readonly after: PreparedPolicy;
  /** Name of the bundle whose decisions count; any where left out. */
  readonly bundle?: string;
  /** Time limit of one evaluation, milliseconds. */
  readonly deadline: number;
}

/** Compares two policies on recorded decisions, in a thread of its own. */
export class Comparing {
  readonly #worker: Worker;

  constructor({ before, after, bundle, deadline }: ComparingOptions) {
    const workerData: Birth = { before, after, bundle, deadline };
    this.#worker = new Worker(THREAD, { workerData, env: {}, name: 'comparing' });
  }

  /** Takes lines of a decision log, whole ones. Those in which no policy was asked are passed over. */
  async take(lines: string): Promise<{ decisions: number; broken: number }> {
    return (await this.#ask({ lines })) as Exclude<Answer, string>;
  }

  /** What came out so far. */
  async comparison(): Promise<Comparison> {
    return parseExactly((await this.#ask('comparison')) as string) as Comparison;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(question: Question): Promise<Answer> {
    this.#worker.postMessage(question);
    const [answer] = (await once(this.#worker, 'message')) as [Answer];
    return answer;
  }
}
