import { GatewayError } from '../errors.ts';
import type { NdBuiltins } from './evaluation-context.ts';
import { Instance } from './instance.ts';
import type { PreparedPolicy } from './prepared.ts';
import { Results } from './results.ts';
import { compileSerializer, type Serializer } from './serializer.ts';

export interface EngineOptions {
  /** Time limit of one evaluation, milliseconds. */
  readonly deadline: number;
  /** Unix milliseconds, for `time.now_ns`; the system's clock if left out. */
  readonly now?: () => number;
  /** Where lines of `print` and `trace` go; nowhere if left out. */
  readonly print?: (line: string) => void;
}

/** One evaluation's outcome. */
export interface Evaluation {
  /** Deep-frozen value of the entrypoint; undefined where the policy leaves it undefined. */
  readonly value: unknown;
  /** JSON text of the input that was evaluated: what the policy reads, and nothing else. */
  readonly input: string;
  /** What non-deterministic built-ins returned, by name and arguments, in the shape of OPA's decision log. */
  readonly ndBuiltins?: NdBuiltins;
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

/** Evaluations of each entrypoint before an engine answers, so that V8 has compiled what matters. */
const WARM_UP = 64;

/** An instance of a policy on this thread. */
export class Engine {
  readonly revision: string;
  readonly digest: string;
  readonly entrypoints: readonly string[];
  readonly #entrypoints: ReadonlyMap<string, Entrypoint>;

  private constructor(prepared: PreparedPolicy, entrypoints: ReadonlyMap<string, Entrypoint>) {
    this.revision = prepared.revision;
    this.digest = prepared.digest;
    this.entrypoints = prepared.entrypoints;
    this.#entrypoints = entrypoints;
  }

  /** Instantiates a policy on this thread and evaluates every entrypoint a few times. */
  static load(prepared: PreparedPolicy, options: EngineOptions): Engine {
    const instance = new Instance(prepared.module, prepared.image, prepared.builtins, {
      deadline: options.deadline,
      now: options.now ?? Date.now,
      print: options.print ?? (() => {}),
    });
    const results = new Results();
    const entrypoints = new Map(
      prepared.entrypoints.map((name, number) => {
        const reads = prepared.reads[name] ?? null;
        const evaluate = evaluator(instance, results, number, compileSerializer(reads));
        return [name, { name, reads, readsPath: (path) => readsPath(reads, path), evaluate } satisfies Entrypoint];
      }),
    );
    for (const entrypoint of entrypoints.values()) warmUp(entrypoint);
    return new Engine(prepared, entrypoints);
  }

  /** Undefined where the policy has no such entrypoint. */
  entrypoint(name: string): Entrypoint | undefined {
    return this.#entrypoints.get(name);
  }
}

function evaluator(instance: Instance, results: Results, number: number, serialize: Serializer) {
  return (input: object): Evaluation => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new GatewayError('policy_fault', 'The input of a policy has to be an object');
    }
    const text = serialize(input);
    const value = results.value(instance.evaluate(number, text));
    const { ndBuiltins } = instance;
    return ndBuiltins === undefined ? { value, input: text } : { value, input: text, ndBuiltins };
  };
}

function readsPath(reads: Entrypoint['reads'], path: readonly string[]): boolean {
  return reads === null || reads.some((read) => path.every((name, i) => i >= read.length || read[i] === name));
}

/** With an empty input; that the policy cannot decide it is no reason not to serve. */
function warmUp(entrypoint: Entrypoint): void {
  for (let i = 0; i < WARM_UP; i++) {
    try {
      entrypoint.evaluate({});
    } catch {
      return;
    }
  }
}
