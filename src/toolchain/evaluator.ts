import type { Runner } from './runner.ts';
import type { Evaluated, WireSource } from './wire.ts';

export interface EvaluateOptions {
  /** Undefined in Rego if left out. */
  readonly input?: unknown;
  /** Whether the answer has a trace. */
  readonly trace?: boolean;
}

/** A policy, compiled once by OPA's own evaluator, that answers many queries. */
export interface Evaluator {
  /** @param query in Rego, as `data.gateway.decision` */
  evaluate(query: string, options?: EvaluateOptions): Promise<Evaluated>;
  close(): Promise<void>;
}

/** Numbers of opened policies; no thread ever sees one of another thread. */
let last = 0;

/** Opens a policy. When its thread was ended by a deadline, the next query opens it again. */
export async function openEvaluator(
  runner: Runner,
  sources: readonly WireSource[],
  data: unknown,
  deadline: number,
): Promise<Evaluator> {
  const open = async () => {
    const policy = ++last;
    await runner.ask('open', { policy, sources, ...(data === undefined ? {} : { data }) }, deadline);
    return { policy, thread: runner.thread };
  };
  let opened = await open();
  return {
    async evaluate(query, { input, trace = false } = {}) {
      const { policy, thread } = opened;
      const ask = (id: number) =>
        runner.ask('evaluate', { policy: id, query, trace, ...(input === undefined ? {} : { input }) }, deadline);
      try {
        return await ask(policy);
      } catch (error) {
        if (thread === runner.thread) throw error;
        if (opened.policy === policy) opened = await open();
        return ask(opened.policy);
      }
    },
    async close() {
      if (opened.thread === runner.thread) await runner.ask('close', { policy: opened.policy }, deadline);
    },
  };
}
