import type { PreparedPolicy } from './prepared.ts';

export interface EngineOptions {
  /** Time limit of one evaluation, milliseconds. */
  readonly deadline: number;
  /** Unix milliseconds; for `time.now_ns`. */
  readonly now?: () => number;
}

/** One evaluation's outcome. */
export interface Evaluation {
  /** Deep-frozen value of the entrypoint; undefined where the policy leaves it undefined. */
  readonly value: unknown;
  /** JSON text of the input that was evaluated: what the policy reads, and nothing else. */
  readonly input: string;
  /** What non-deterministic built-ins returned, by name and arguments, in the shape of OPA's decision log. */
  readonly ndBuiltins?: Record<string, unknown>;
}

export interface Entrypoint {
  /** As `gateway/decision`. */
  readonly name: string;
  /** Input paths that it reads; null: the whole input. */
  readonly reads: readonly (readonly string[])[] | null;
  /** Whether it may read something at, above or below this path of the input. */
  readsPath(path: readonly string[]): boolean;
  /**
   * Evaluates. Of `input` only the members that the policy reads are touched, so they may be getters.
   *
   * @throws GatewayError `policy_unavailable` (deadline, trap, memory), `policy_fault` (the policy contradicts itself,
   * or its input cannot be represented). The next call is answered as if this one had not been.
   */
  evaluate(input: object): Evaluation;
}

/** An instance of a policy on this thread. */
export class Engine {
  readonly revision: string;
  readonly digest: string;
  readonly entrypoints: readonly string[];

  private constructor(prepared: PreparedPolicy) {
    this.revision = prepared.revision;
    this.digest = prepared.digest;
    this.entrypoints = prepared.entrypoints;
  }

  static load(prepared: PreparedPolicy, _options: EngineOptions): Engine {
    return new Engine(prepared);
  }

  entrypoint(_name: string): Entrypoint | undefined {
    return undefined;
  }
}
