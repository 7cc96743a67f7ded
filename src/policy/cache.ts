import type { Evaluation } from './evaluation.ts';

/** Decisions kept at once, and the characters of their inputs. */
const MAX_ENTRIES = 16_384;
const MAX_CHARACTERS = 4 << 20;

/** Longer inputs are not kept. */
const MAX_INPUT = 4096;

interface Kept {
  readonly evaluation: Evaluation;
  readonly from: number;
  readonly until: number;
}

/**
 * Decisions that their policy allowed to be kept (`cache: {ttl: SECONDS}`), by the text of the input that it reads. It
 * belongs to one entrypoint of one engine, so a new revision begins with an empty one, and only an engine whose policy
 * is deterministic has one. When it is full, the oldest go.
 */
export class DecisionCache {
  readonly #kept = new Map<string, Kept>();
  #characters = 0;

  /** @param now Unix milliseconds */
  get(input: string, now: number): Evaluation | undefined {
    const kept = this.#kept.get(input);
    if (kept === undefined) return undefined;
    // A clock that was set back says nothing about how long it has been kept.
    if (now < kept.until && now >= kept.from) return kept.evaluation;
    this.#remove(input);
    return undefined;
  }

  /**
   * Keeps an evaluation, if its value allows it.
   *
   * @param clock Unix milliseconds
   */
  offer(evaluation: Evaluation, clock: () => number): void {
    const seconds = secondsOf(evaluation.value);
    const { input } = evaluation;
    if (seconds === 0 || input.length > MAX_INPUT) return;
    const now = clock();
    this.#remove(input);
    while (this.#kept.size >= MAX_ENTRIES || this.#characters + input.length > MAX_CHARACTERS) {
      const [oldest] = this.#kept.keys();
      this.#remove(oldest as string);
    }
    this.#kept.set(input, { evaluation, from: now, until: now + seconds * 1000 });
    this.#characters += input.length;
  }

  get size(): number {
    return this.#kept.size;
  }

  #remove(input: string): void {
    if (this.#kept.delete(input)) this.#characters -= input.length;
  }
}

/** How long a decision may be kept; zero where it says nothing of it. Whether it is a decision is judged elsewhere. */
function secondsOf(value: unknown): number {
  const ttl = (value as { readonly cache?: { readonly ttl?: unknown } } | null | undefined)?.cache?.ttl;
  return typeof ttl === 'number' && ttl > 0 ? ttl : 0;
}
