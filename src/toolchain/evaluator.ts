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

/** Opens a policy. When its thread was ended by a deadline, the next query opens it again. */
export async function openEvaluator(
  runner: Runner,
  sources: readonly WireSource[],
  data: unknown,
  deadline: number,
): Promise<Evaluator> {
  const open = async () => ({
    policy: (await runner.ask('open', { sources, ...(data === undefined ? {} : { data }) }, deadline)).policy,
    generation: runner.generation,
  });
  let opened = await open();
  return {
    async evaluate(query, { input, trace = false } = {}) {
      if (opened.generation !== runner.generation || !runner.running) opened = await open();
      const { policy } = opened;
      return runner.ask('evaluate', { policy, query, trace, ...(input === undefined ? {} : { input }) }, deadline);
    },
    async close() {
      if (opened.generation === runner.generation) await runner.ask('close', { policy: opened.policy }, deadline);
    },
  };
}
