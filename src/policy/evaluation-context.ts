import type { BuiltinContext } from './builtins/builtin.ts';
import type { Deadline } from './deadline.ts';
import { literalOf } from './literal.ts';
import { plainOf, regoValueOf } from './plain.ts';
import type { Value } from './value.ts';

/** What non-deterministic built-ins returned, by name and by the JSON text of their arguments, as OPA logs it. */
export type NdBuiltins = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface ContextOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Where `print` and `trace` go. */
  readonly print: (line: string) => void;
  /**
   * What a non-deterministic built-in returned when the evaluation that is repeated took place, by the JSON text of its
   * arguments; undefined where that is not known.
   */
  readonly recall?: ((name: string, args: string) => unknown) | undefined;
}

/** The context of the evaluation that runs on an instance; one object, emptied when the next evaluation begins. */
export class EvaluationContext implements BuiltinContext {
  readonly #options: ContextOptions;
  readonly #deadline: Deadline;
  #now: bigint | undefined;
  #values: Map<string, Value | undefined> | undefined;
  #record: Record<string, Record<string, unknown>> | undefined;

  constructor(deadline: Deadline, options: ContextOptions) {
    this.#deadline = deadline;
    this.#options = options;
  }

  start(): void {
    this.#now = undefined;
    this.#values = undefined;
    this.#record = undefined;
  }

  get now(): bigint {
    this.#now ??= BigInt(Math.round(this.#options.now() * 1000)) * 1000n;
    return this.#now;
  }

  /** What `once` gave so far; undefined where it was not asked. */
  get record(): NdBuiltins | undefined {
    return this.#record;
  }

  once(name: string, args: readonly Value[], compute: () => Value | undefined): Value | undefined {
    const key = literalOf(args);
    const identity = `${name}${key}`;
    this.#values ??= new Map();
    if (this.#values.has(identity)) return this.#values.get(identity);
    const recalled = this.#options.recall?.(name, key);
    const value = recalled === undefined ? compute() : regoValueOf(recalled);
    this.#values.set(identity, value);
    if (value !== undefined) {
      this.#record ??= {};
      this.#record[name] ??= {};
      this.#record[name][key] = plainOf(value);
    }
    return value;
  }

  checkDeadline(): void {
    this.#deadline.check();
  }

  print(line: string): void {
    this.#options.print(line);
  }
}
