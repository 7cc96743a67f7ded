import { GatewayError } from '../errors.ts';
import { parseDecision } from '../policy/decision.ts';
import { Engine } from '../policy/engine.ts';
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
    const after = this.#after.decide(recorded);
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
    const decide = (policy: Policy | undefined, input: object) => policy?.decide({ ...recorded, input });
    const input = minimise(recorded.input, (smaller) => {
      const before = this.#before ? decide(this.#before, smaller) : flip.before;
      return (
        flipOf(before, decide(this.#after, smaller)) === flip.kind && sameAs(flip, before, decide(this.#after, smaller))
      );
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
  #recorded: Recorded | undefined;

  constructor(prepared: PreparedPolicy, { deadline }: JudgeOptions) {
    this.#engine = Engine.load(prepared, {
      deadline,
      now: () => this.#recorded?.time ?? 0,
      recall: (name, args) => (this.#recorded?.ndBuiltins?.[name] as Record<string, unknown> | undefined)?.[args],
    });
  }

  /** What the entrypoint reads; undefined where there is none. */
  reads(entrypoint: string): InputPaths | undefined {
    const found = this.#engine.entrypoint(entrypoint);
    return found?.reads;
  }

  decide(recorded: Recorded): unknown {
    this.#recorded = recorded;
    try {
      const { value } = this.#engine.entrypoint(recorded.entrypoint)!.evaluate(recorded.input);
      return parseDecision(value);
    } catch (error) {
      if (error instanceof GatewayError) return { error: error.code } satisfies Fault;
      throw error;
    }
  }
}
