import { GatewayError } from '../errors.ts';
import { labelOf, type Sources } from '../toolchain/sources.ts';
import type { Evaluator, Toolchain } from '../toolchain/toolchain.ts';
import type { Coverage, FiredRule, WireDecided } from '../toolchain/wire.ts';
import { decisionsIn } from './decisions.ts';
import { flipOf } from './flip.ts';
import { type InputPaths, isReadable, parseExactly, type Recorded } from './recorded.ts';

/** What recorded decisions used of a policy. */
export interface Firing {
  /** Decisions that were asked again. */
  readonly decisions: number;
  /** Decisions that cannot be: the policy reads what was not recorded or was cut, or lacks the entrypoint. */
  readonly unknown: number;
  /** Of `decisions`: came out otherwise than is recorded. */
  readonly otherwise: number;
  /** When the first and the last of `decisions` was made, RFC 3339. */
  readonly from?: string;
  readonly to?: string;
  /** Clauses of rules, by file and row; `questions` are the decisions in which it held. */
  readonly rules: readonly FiredRule[];
  /** Lines that were evaluated. */
  readonly coverage: Coverage;
}

/** Milliseconds for one evaluation, and for one call of the toolchain. */
const LIMITS = { each: 5000, limit: 10_000 };
/** Questions of one call. */
const BATCH = 64;

/** Asks OPA's own evaluator the decisions of a log again, at their times, and counts which rules hold. */
export class FiringCount {
  readonly #toolchain: Toolchain;
  readonly #sources: Sources;
  readonly #evaluator: Evaluator;
  readonly #bundle: string | undefined;
  /** By entrypoint; undefined: the policy lacks it. */
  readonly #reads = new Map<string, InputPaths | undefined>();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #decisions = 0;
  #unknown = 0;
  #otherwise = 0;

  private constructor(toolchain: Toolchain, sources: Sources, evaluator: Evaluator, bundle: string | undefined) {
    this.#toolchain = toolchain;
    this.#sources = sources;
    this.#evaluator = evaluator;
    this.#bundle = bundle;
  }

  /**
   * @param bundle whose decisions count; undefined: any
   * @throws GatewayError policy_invalid
   */
  static async open(toolchain: Toolchain, sources: Sources, bundle: string | undefined): Promise<FiringCount> {
    const files = sources.files.filter(({ path }) => !path.endsWith('_test.rego'));
    const policy = { ...sources, files };
    return new FiringCount(toolchain, policy, await toolchain.open(policy, { fired: true }), bundle);
  }

  /** Takes lines of a decision log, whole ones. Gives the number of decisions in them, and of lines that are no JSON. */
  async take(lines: string): Promise<{ decisions: number; broken: number }> {
    const { decisions, broken } = decisionsIn(lines, this.#bundle);
    const readable: Recorded[] = [];
    for (const recorded of decisions) if (await this.#isReadable(recorded)) readable.push(recorded);
    this.#unknown += decisions.length - readable.length;
    for (let done = 0; done < readable.length; ) done += await this.#ask(readable.slice(done, done + BATCH));
    return { decisions: decisions.length, broken };
  }

  /** What came out so far. */
  async firing(): Promise<Firing> {
    const { rules, coverage } = await this.#evaluator.fired();
    const label = (file: string) => labelOf(this.#sources, file);
    const files = Object.entries(coverage.files).map(([file, found]) => [label(file), found] as const);
    return {
      decisions: this.#decisions,
      unknown: this.#unknown,
      otherwise: this.#otherwise,
      ...(this.#from <= this.#to && { from: timestamp(this.#from), to: timestamp(this.#to) }),
      rules: rules.map((rule) => ({ ...rule, file: label(rule.file) })),
      coverage: { ...coverage, files: Object.fromEntries(files) },
    };
  }

  /** Ends it; the toolchain goes on. */
  async close(): Promise<void> {
    await this.#evaluator.close();
  }

  async #ask(some: readonly Recorded[]): Promise<number> {
    const questions = some.map(({ entrypoint, input, ndBuiltins, time }) => ({
      entrypoint,
      input: JSON.stringify(input),
      ndBuiltins: ndBuiltins === undefined ? '' : JSON.stringify(ndBuiltins),
      time,
    }));
    const answers = await this.#evaluator.decide(questions, { now: some[0]!.time, ...LIMITS });
    for (const [index, answer] of answers.entries()) this.#count(some[index]!, answer);
    return answers.length;
  }

  #count({ result, time }: Recorded, answer: WireDecided): void {
    this.#decisions++;
    if (time < this.#from) this.#from = time;
    if (time > this.#to) this.#to = time;
    if (isFault(result) ? answer.value !== undefined : differs(result, answer)) this.#otherwise++;
  }

  async #isReadable(recorded: Recorded): Promise<boolean> {
    const { entrypoint } = recorded;
    if (!this.#reads.has(entrypoint)) this.#reads.set(entrypoint, await this.#readsOf(entrypoint));
    const reads = this.#reads.get(entrypoint);
    return reads !== undefined && isReadable(recorded, reads);
  }

  /** Undefined where the policy lacks the entrypoint. It compiles, so nothing else can be wrong with it. */
  async #readsOf(entrypoint: string): Promise<InputPaths | undefined> {
    try {
      return (await this.#toolchain.deps(this.#sources, [entrypoint]))[entrypoint]?.input;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'policy_invalid') return undefined;
      throw error;
    }
  }
}

function differs(result: unknown, { value }: WireDecided): boolean {
  return value === undefined || flipOf(result, parseExactly(value)) !== undefined;
}

function timestamp(time: number): string {
  return new Date(time).toISOString();
}

function isFault(result: unknown): boolean {
  return typeof (result as { error?: unknown } | null)?.error === 'string';
}
