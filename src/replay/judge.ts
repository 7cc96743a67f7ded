import { GatewayError } from '../errors.ts';
import { parseDecision } from '../policy/decision.ts';
import { Engine } from '../policy/engine.ts';
import type { NdBuiltins } from '../policy/evaluation-context.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { type Flip, flipOf } from './flip.ts';
import { minimise } from './minimise.ts';
import { type Fault, type InputPaths, isReadable, type Recorded, readsMasked } from './recorded.ts';
import { type Comparison, Tally } from './tally.ts';

export interface JudgeOptions {
  /** Time limit of one evaluation, milliseconds. */
  readonly deadline: number;
}

/** Asks a candidate about recorded decisions, and what it would have been without it. For a thread that serves nobody. */
export class Judge {
  readonly #before: Policy | undefined;
  readonly #after: Policy;
  readonly #tally = new Tally();

  /** @param before undefined: the candidate is held against what is recorded. */
  constructor(before: PreparedPolicy | undefined, after: PreparedPolicy, options: JudgeOptions) {
    this.#before = before && new Policy(before, options);
    this.#after = new Policy(after, options);
  }

  take(recorded: Recorded): void {
    if (!this.#isComparable(recorded)) {
      this.#tally.unknown();
      return;
    }
    const before = this.#before ? this.#before.decide(recorded) : recorded.result;
    const after = this.#after.decide(recorded, this.#before?.drawn);
    const kind = flipOf(before, after);
    if (kind === undefined) this.#tally.same();
    else this.#tally.flip({ kind, recorded, before, after });
  }

  comparison(): Comparison {
    return this.#tally.comparison((flip) => this.#shorten(flip));
  }

  /** What was masked may still be compared where the policy of before decides on it as it did on the value itself. */
  #isComparable(recorded: Recorded): boolean {
    const reads = this.#after.reads(recorded.entrypoint);
    if (reads === undefined || !isReadable(recorded, reads)) return false;
    const before = this.#before?.reads(recorded.entrypoint);
    if (this.#before && (before === undefined || !isReadable(recorded, before))) return false;
    if (!readsMasked(recorded, reads) && (before === undefined || !readsMasked(recorded, before))) return true;
    return this.#before !== undefined && flipOf(recorded.result, this.#before.decide(recorded)) === undefined;
  }

  #shorten(flip: Flip): Flip {
    const { recorded } = flip;
    const input = minimise(recorded.input, (smaller) => {
      const asked = { ...recorded, input: smaller };
      const before = this.#before ? this.#before.decide(asked) : flip.before;
      const after = this.#after.decide(asked, this.#before?.drawn);
      return flipOf(before, after) === flip.kind && sameAs(flip, before, after);
    });
    return { ...flip, recorded: { ...recorded, input } };
  }
}

/** Whether a smaller input shows the same flip, not another one of its kind. */
function sameAs(flip: Flip, before: unknown, after: unknown): boolean {
  return flipOf(flip.before, before) === undefined && flipOf(flip.after, after) === undefined;
}

/** A policy that is asked about the past. */
class Policy {
  readonly #engine: Engine;
  /** What non-deterministic built-ins returned in the last evaluation. */
  drawn: NdBuiltins | undefined;
  #time = 0;
  #known: readonly (NdBuiltins | undefined)[] = [];

  constructor(prepared: PreparedPolicy, { deadline }: JudgeOptions) {
    this.#engine = Engine.load(prepared, { deadline, now: () => this.#time, recall: this.#recall.bind(this) });
  }

  /** What the entrypoint reads; undefined where there is none. */
  reads(entrypoint: string): InputPaths | undefined {
    const found = this.#engine.entrypoint(entrypoint);
    return found?.reads;
  }

  /** @param drawn what another policy drew where it is not recorded: the two have to differ by more than chance */
  decide(recorded: Recorded, drawn?: NdBuiltins): unknown {
    this.#time = recorded.time;
    this.#known = [recorded.ndBuiltins, drawn];
    this.drawn = undefined;
    try {
      const { value, ndBuiltins } = this.#engine.entrypoint(recorded.entrypoint)!.evaluate(recorded.input);
      this.drawn = ndBuiltins;
      return parseDecision(value);
    } catch (error) {
      if (error instanceof GatewayError) return { error: error.code } satisfies Fault;
      throw error;
    }
  }

  #recall(name: string, args: string): unknown {
    return this.#known.map((known) => known?.[name]?.[args]).find((value) => value !== undefined);
  }
}
