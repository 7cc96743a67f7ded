import { LimitExceeded } from '../../faults.ts';
import type { BuiltinContext } from '../builtin.ts';
import { type GlobToken, parseGlobTokens } from './glob-tokens.ts';

/** Tokens of a glob: the time is up to the third power of them. */
const MAX_TOKENS = 512;

/** Two globs, or what is left of them, the one that is looked at first in front. */
interface Rest {
  readonly one: readonly GlobToken[];
  readonly i: number;
  readonly other: readonly GlobToken[];
  readonly j: number;
}

/**
 * Whether some text matches both globs, by the procedure of glob-intersection 0.2, whose answers OPA gives. It is no exact
 * one: of two tokens that both repeat, it takes at least one character of the other (`a*` and `a+b*` have nothing in
 * common for it), and so a token of one glob is never passed over for the sake of the other. Every question is asked once,
 * while the original takes exponential time.
 *
 * @throws OperandError for what is no glob
 * @throws LimitExceeded for one that is too long, or when the time is over
 */
export function globsMatch(a: string, b: string, context: BuiltinContext): boolean {
  const [one, other] = [parseGlobTokens(a), parseGlobTokens(b)];
  if (Math.max(one.length, other.length) > MAX_TOKENS) throw new LimitExceeded('a glob has too many parts');
  const trimmed = trim(one, other);
  if (trimmed === undefined) return false;
  return new Intersection(trimmed.one, context).exists({ ...trimmed, i: 0, j: 0 });
}

class Intersection {
  readonly #first: readonly GlobToken[];
  readonly #context: BuiltinContext;
  readonly #known = new Map<number, boolean>();

  constructor(first: readonly GlobToken[], context: BuiltinContext) {
    this.#first = first;
    this.#context = context;
  }

  exists(rest: Rest): boolean {
    const key = ((rest.one === this.#first ? 0 : 1) * (MAX_TOKENS + 1) + rest.i) * (MAX_TOKENS + 1) + rest.j;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#walk(rest);
      this.#known.set(key, known);
    }
    return known;
  }

  /** Token by token, up to one that repeats. */
  #walk({ one, i, other, j }: Rest): boolean {
    for (; i < one.length && j < other.length; i++, j++) {
      const [a, b] = [one[i] as GlobToken, other[j] as GlobToken];
      if (a.repeat !== '') return this.#repeated({ one, i, other, j });
      if (b.repeat !== '') return this.#repeated({ one: other, i: j, other: one, j: i });
      if (!overlap(a, b)) return false;
    }
    return i === one.length && j === other.length;
  }

  /** `one` begins with a token that repeats. */
  #repeated({ one, i, other, j }: Rest): boolean {
    const [a, b] = [one[i] as GlobToken, other[j] as GlobToken];
    if (a.repeat === '*') return this.#starred({ one, i, other, j });
    if (!overlap(a, b)) return false;
    if (this.#starred({ one, i, other, j: j + 1 })) return true;
    return b.repeat !== '' && this.exists({ one, i: i + 1, other, j });
  }

  /** The first token of `one` takes as much of the other glob as it can, and what follows it is tried at each place. */
  #starred({ one, i, other, j }: Rest): boolean {
    const [star, next] = [one[i] as GlobToken, one[i + 1]];
    for (let at = j; at < other.length; at++) {
      this.#context.checkDeadline();
      const token = other[at] as GlobToken;
      if (next !== undefined && overlap(token, next) && this.exists({ one, i: i + 1, other, j: at })) return true;
      if (!overlap(token, star)) return false;
    }
    return next === undefined;
  }
}

/** Without the beginnings and ends that do not repeat, one token of each apart; undefined where they do not overlap. */
function trim(one: readonly GlobToken[], other: readonly GlobToken[]): Pick<Rest, 'one' | 'other'> | undefined {
  let start = 0;
  while (areSingle(one[start], other[start])) {
    if (!overlap(one[start] as GlobToken, other[start] as GlobToken)) return undefined;
    start++;
  }
  if (start > 0) start--;
  let end = 0;
  while (Math.min(one.length, other.length) - end > start && areSingle(one.at(-1 - end), other.at(-1 - end))) {
    if (!overlap(one.at(-1 - end) as GlobToken, other.at(-1 - end) as GlobToken)) return undefined;
    end++;
  }
  if (end > 0) end--;
  return { one: one.slice(start, one.length - end), other: other.slice(start, other.length - end) };
}

function areSingle(a: GlobToken | undefined, b: GlobToken | undefined): boolean {
  return a?.repeat === '' && b?.repeat === '';
}

/** Whether one character is of both. `.` is also of the empty set. */
function overlap(a: GlobToken, b: GlobToken): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  let [i, j] = [0, 0];
  for (;;) {
    const [x, y] = [a.ranges[i], b.ranges[j]];
    if (x === undefined || y === undefined) return false;
    if (x[0] <= y[1] && y[0] <= x[1]) return true;
    if (x[1] < y[1]) i++;
    else j++;
  }
}
