import type { Runner } from './runner.ts';
import type { Evaluated, Fired, WireDecided, WireQuestion, WireSource } from './wire.ts';

export interface EvaluateOptions {
  /** Undefined in Rego if left out. */
  readonly input?: unknown;
  /** Whether the answer has a trace. */
  readonly trace?: boolean;
}

export interface OpenOptions {
  /** In place of the base documents of the sources. */
  readonly data?: unknown;
  /** Whether it is counted which rules hold, which takes several times as long. Tests are left out. */
  readonly fired?: boolean;
}

export interface DecideOptions {
  /** Time of all evaluations, Unix milliseconds. */
  readonly now: number;
  /** Milliseconds, after which questions are left unanswered. */
  readonly limit: number;
  /** Milliseconds, after which one question is given up; 0: never. */
  readonly each: number;
}

/** A policy, compiled once by OPA's own evaluator, that answers many queries. */
export interface Evaluator {
  /** @param query in Rego, as `data.gateway.decision` */
  evaluate(query: string, options?: EvaluateOptions): Promise<Evaluated>;
  /** Answers many questions at once, in their order: all, or, past the limit, the first of them. */
  decide(questions: readonly WireQuestion[], options: DecideOptions): Promise<readonly WireDecided[]>;
  /** What `decide` has used so far of a policy that was opened with `fired`. */
  fired(): Promise<Fired>;
  close(): Promise<void>;
}

/** Numbers of opened policies; no thread ever sees one of another thread. */
let last = 0;

/**
 * Opens a policy. When its thread was ended by a deadline, the next query opens it again, unless what was counted would be
 * lost with it.
 */
export async function openEvaluator(
  runner: Runner,
  sources: readonly WireSource[],
  { data, fired = false }: OpenOptions,
  deadline: number,
): Promise<Evaluator> {
  const open = async () => {
    const policy = ++last;
    await runner.ask('open', { policy, sources, fired, ...(data === undefined ? {} : { data }) }, deadline);
    return { policy, thread: runner.thread };
  };
  let opened = await open();
  async function withPolicy<Result>(ask: (policy: number) => Promise<Result>): Promise<Result> {
    const { policy, thread } = opened;
    try {
      return await ask(policy);
    } catch (error) {
      if (fired || thread === runner.thread) throw error;
      if (opened.policy === policy) opened = await open();
      return ask(opened.policy);
    }
  }
  return {
    evaluate: (query, { input, trace = false } = {}) =>
      withPolicy((policy) =>
        runner.ask('evaluate', { policy, query, trace, ...(input === undefined ? {} : { input }) }, deadline),
      ),
    decide: (questions, options) =>
      withPolicy((policy) => runner.ask('decide', { policy, questions, ...options }, deadline)),
    fired: () => withPolicy((policy) => runner.ask('fired', { policy }, deadline)),
    async close() {
      if (opened.thread === runner.thread) await runner.ask('close', { policy: opened.policy }, deadline);
    },
  };
}
