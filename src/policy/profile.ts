import { GatewayError } from '../errors.ts';
import { Instance } from './instance.ts';
import type { Linked, OpaExports } from './linked.ts';
import type { PreparedPolicy } from './prepared-policy.ts';
import { Results } from './results.ts';
import { ADDED_EXPORTS } from './rewrite/rewrite.ts';
import { compileSerializer, type Serializer } from './serializer.ts';

/** Where the time of evaluations went, microseconds. */
export interface Phases {
  /** Writing the text of the input, and reading it into the module's memory. */
  readonly input: number;
  readonly evaluation: number;
  /** Writing the value out of the module's memory, and finding or decoding it. */
  readonly output: number;
}

/** What one evaluation did. */
export interface Counts {
  /** Calls of built-ins by their names. */
  readonly builtins: ReadonlyMap<string, number>;
  /** Rounds of the loops that went round; the first one of a rule's loops is 1. */
  readonly loops: readonly { readonly rule: string; readonly loop: number; readonly rounds: number }[];
  /** Bytes of the input's text: what the policy reads of it. */
  readonly input: number;
}

const OPTIONS = { now: Date.now, print: () => {} };

/**
 * Measures the entrypoints of a policy, as the engine evaluates them but for one thing: no decision is kept, however long
 * the policy allows it.
 */
export class Profiler {
  readonly #prepared: PreparedPolicy;
  readonly #counted: PreparedPolicy;
  readonly #instance: Instance;
  readonly #timed: TimedInstance;
  readonly #counting: CountingInstance;
  readonly #results = new Results();
  readonly #serializers: readonly Serializer[];

  /**
   * @param counted the same policy, prepared with `count: true`
   * @param deadline milliseconds
   */
  constructor(prepared: PreparedPolicy, counted: PreparedPolicy, deadline: number) {
    const options = { ...OPTIONS, deadline };
    this.#prepared = prepared;
    this.#counted = counted;
    this.#instance = new Instance(prepared.module, prepared.image, prepared.builtins, options);
    this.#timed = new TimedInstance(prepared.module, prepared.image, prepared.builtins, options);
    this.#counting = new CountingInstance(counted.module, counted.image, counted.builtins, options);
    this.#serializers = prepared.entrypoints.map((name) => compileSerializer(prepared.reads[name] ?? null));
  }

  /**
   * Evaluates so often and gives the microseconds for all.
   *
   * @throws GatewayError as Entrypoint.evaluate
   */
  time(entrypoint: string, input: object, calls: number): number {
    const number = this.#numberOf(entrypoint);
    const serialize = this.#serializers[number] as Serializer;
    const start = performance.now();
    for (let i = 0; i < calls; i++) this.#instance.evaluate(number, serialize(input), this.#results.read);
    return (performance.now() - start) * 1000;
  }

  /** Evaluates so often and tells the phases of all apart; the clock takes some of the time. */
  phases(entrypoint: string, input: object, calls: number): Phases {
    const number = this.#numberOf(entrypoint);
    const serialize = this.#serializers[number] as Serializer;
    const timed = this.#timed;
    let [reading, evaluation, output] = [0, 0, 0];
    for (let i = 0; i < calls; i++) {
      const start = performance.now();
      timed.begin();
      timed.evaluate(number, serialize(input), this.#results.read);
      const end = performance.now();
      reading += timed.parsed - start;
      evaluation += timed.evaluated - timed.parsed;
      output += end - timed.evaluated;
    }
    return { input: reading * 1000, evaluation: evaluation * 1000, output: output * 1000 };
  }

  counts(entrypoint: string, input: object): Counts {
    const number = this.#numberOf(entrypoint);
    const text = (this.#serializers[number] as Serializer)(input);
    const counting = this.#counting;
    counting.begin();
    counting.evaluate(number, text, this.#results.read);
    const builtins = new Map(counting.hostCalls);
    const loops: { rule: string; loop: number; rounds: number }[] = [];
    for (const [i, count] of counting.counts.entries()) {
      const counter = this.#counted.counters?.[i];
      if (counter === undefined || count === 0) continue;
      if (counter.kind === 'call') builtins.set(counter.builtin, count);
      else loops.push({ rule: counter.rule, loop: counter.loop, rounds: count });
    }
    return { builtins, loops, input: Buffer.byteLength(text) };
  }

  #numberOf(entrypoint: string): number {
    const number = this.#prepared.entrypoints.indexOf(entrypoint);
    if (number >= 0) return number;
    const message = `The policy has no entrypoint ${entrypoint}; it has: ${this.#prepared.entrypoints.join(', ')}`;
    throw new GatewayError('bundle_entrypoint', message);
  }
}

/** Remembers when the input was read and when the evaluation ended. */
class TimedInstance extends Instance {
  parsed = 0;
  evaluated = 0;

  begin(): void {
    this.parsed = 0;
  }

  protected override link(): Linked {
    const linked = super.link();
    const { opa_value_parse, eval: evaluate } = linked.exports;
    const exports: OpaExports = {
      ...linked.exports,
      opa_value_parse: (address, length) => {
        const value = opa_value_parse(address, length);
        // Built-ins of the host give their values in this way too, later.
        if (this.parsed === 0) this.parsed = performance.now();
        return value;
      },
      eval: (context) => {
        const result = evaluate(context);
        this.evaluated = performance.now();
        return result;
      },
    };
    return { ...linked, exports };
  }
}

/** Knows how often built-ins of the host were called, and has the counters of the module. */
class CountingInstance extends Instance {
  readonly hostCalls = new Map<string, number>();
  readonly #names: readonly string[];
  #counters: readonly WebAssembly.Global[] = [];

  constructor(...args: ConstructorParameters<typeof Instance>) {
    super(...args);
    this.#names = args[2];
  }

  begin(): void {
    this.hostCalls.clear();
    for (const counter of this.#counters) counter.value = 0;
  }

  /** What each counter counted since `begin`. */
  get counts(): number[] {
    return this.#counters.map(({ value }) => value >>> 0);
  }

  protected override link(): Linked {
    const linked = super.link();
    const { exports } = linked.instance;
    const isCounter = (name: string) => name.startsWith(ADDED_EXPORTS.counter);
    this.#counters = Object.keys(exports)
      .filter(isCounter)
      .map((name) => exports[name] as WebAssembly.Global);
    return linked;
  }

  override call(builtin: number, addresses: readonly number[]): number {
    const name = this.#names[builtin] ?? '';
    this.hostCalls.set(name, (this.hostCalls.get(name) ?? 0) + 1);
    return super.call(builtin, addresses);
  }
}
