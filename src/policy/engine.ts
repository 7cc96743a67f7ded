import { setImmediate as turn } from 'node:timers/promises';
import { type Entrypoint, openEntrypoint } from './entrypoint.ts';
import { Instance } from './instance.ts';
import type { PreparedPolicy } from './prepared-policy.ts';
import { Results } from './results.ts';

export type { Entrypoint } from './entrypoint.ts';
export type { Evaluation } from './evaluation.ts';

export interface EngineOptions {
  /** Time limit of one evaluation: milliseconds of processor time. */
  readonly deadline: number;
  /** Unix milliseconds, for `time.now_ns` and for how long a decision is kept; the system's clock if left out. */
  readonly now?: () => number;
  /** Where lines of `print` and `trace` go; nowhere if left out. */
  readonly print?: Print;
  /** What non-deterministic built-ins are to return, where an evaluation is repeated; see ContextOptions. */
  readonly recall?: (name: string, args: string) => unknown;
}

/** Evaluations of each entrypoint before an engine answers, so that V8 has compiled what matters. */
const WARM_UP = 64;

/** An instance of a policy on this thread. */
export class Engine {
  readonly revision: string;
  readonly digest: string;
  readonly entrypoints: readonly string[];
  readonly #entrypoints: ReadonlyMap<string, Entrypoint>;

  private constructor(prepared: PreparedPolicy, instance: Instance, now: () => number) {
    const results = new Results();
    this.revision = prepared.revision;
    this.digest = prepared.digest;
    this.entrypoints = prepared.entrypoints;
    this.#entrypoints = new Map(
      prepared.entrypoints.map((name, number) => [name, openEntrypoint(prepared, number, instance, results, now)]),
    );
  }

  /** Instantiates a policy on this thread and evaluates every entrypoint a few times. */
  static load(prepared: PreparedPolicy, options: EngineOptions): Engine {
    const printer = mutedPrinter(options.print);
    const engine = new Engine(prepared, instantiate(prepared, options, printer.print), options.now ?? Date.now);
    for (const entrypoint of engine.#entrypoints.values()) {
      for (let i = 0; i < WARM_UP && tryOnce(entrypoint); i++);
    }
    printer.unmute();
    return engine;
  }

  /** The same for a thread that serves: in small steps, between which other work goes on. */
  static async open(prepared: PreparedPolicy, options: EngineOptions): Promise<Engine> {
    const printer = mutedPrinter(options.print);
    const instance = instantiate(prepared, options, printer.print);
    await instance.openInSlices();
    const engine = new Engine(prepared, instance, options.now ?? Date.now);
    for (const entrypoint of engine.#entrypoints.values()) {
      for (let i = 0; i < WARM_UP && tryOnce(entrypoint); i++) await turn();
    }
    printer.unmute();
    return engine;
  }

  /** Undefined where the policy has no such entrypoint. */
  entrypoint(name: string): Entrypoint | undefined {
    return this.#entrypoints.get(name);
  }
}

type Print = (line: string) => void;

function instantiate(prepared: PreparedPolicy, { deadline, now, recall }: EngineOptions, print: Print): Instance {
  return new Instance(prepared.module, prepared.image, prepared.builtins, {
    deadline,
    now: now ?? Date.now,
    print,
    recall,
  });
}

/** Nobody wants to read what a policy prints while it becomes warm. */
function mutedPrinter(print: Print | undefined): { readonly print: Print; unmute(): void } {
  let muted = true;
  return {
    print(line) {
      if (!muted) print?.(line);
    },
    unmute() {
      muted = false;
    },
  };
}

/** With an empty input; that the policy cannot decide it is no reason not to serve. */
function tryOnce(entrypoint: Entrypoint): boolean {
  try {
    entrypoint.evaluate({});
    return true;
  } catch {
    return false;
  }
}
