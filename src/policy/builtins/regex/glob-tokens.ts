import { OperandError } from '../operands.ts';

/** Code points from one to another, both included. */
export type Range = readonly [number, number];

/** One character of a glob of `regex.globs_match`, and how often it may come: once, `*` or `+`. */
export interface GlobToken {
  readonly kind: 'character' | 'any' | 'set';
  /** In order and apart from each other; none for `any`. */
  readonly ranges: readonly Range[];
  readonly repeat: '' | '*' | '+';
}

/**
 * Takes a glob apart: `.`, `[a-z]`, `\` before what is meant as text, `*` and `+` behind. Two neighbours of one kind that
 * both repeat are one.
 *
 * @throws OperandError
 */
export function parseGlobTokens(glob: string): readonly GlobToken[] {
  return new Parser(glob).tokens().reduce<GlobToken[]>((tokens, token) => {
    const before = tokens.at(-1);
    if (before === undefined || token.repeat === '' || before.repeat === '' || !isSame(before, token)) {
      tokens.push(token);
    } else {
      tokens[tokens.length - 1] = { ...token, repeat: before.repeat === '+' ? '+' : token.repeat };
    }
    return tokens;
  }, []);
}

function isSame(a: GlobToken, b: GlobToken): boolean {
  return (
    a.kind === b.kind &&
    a.ranges.length === b.ranges.length &&
    a.ranges.every((range, i) => isEqual(range, b.ranges[i]))
  );
}

function isEqual([from, to]: Range, other: Range | undefined): boolean {
  return other !== undefined && from === other[0] && to === other[1];
}

class Parser {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(glob: string) {
    this.#characters = Array.from(glob.toWellFormed());
  }

  tokens(): readonly GlobToken[] {
    const tokens: GlobToken[] = [];
    while (this.#at < this.#characters.length) tokens.push({ ...this.#token(), repeat: this.#repeat() });
    return tokens;
  }

  #token(): Omit<GlobToken, 'repeat'> {
    const { character, escaped } = this.#next();
    if (!escaped && character === '.') return { kind: 'any', ranges: [] };
    if (!escaped && character === '[') return { kind: 'set', ranges: this.#set() };
    if (!escaped && [']', '*', '+'].includes(character)) throw new OperandError(`nothing is before ${character}`);
    return { kind: 'character', ranges: [rangeOf(character, character)] };
  }

  #repeat(): GlobToken['repeat'] {
    const character = this.#characters[this.#at];
    if (character !== '*' && character !== '+') return '';
    this.#at++;
    return character;
  }

  /** Up to the bracket that closes it. A range cannot begin where another one ended. */
  #set(): readonly Range[] {
    const ranges: Range[] = [];
    let before: string | undefined;
    for (;;) {
      const { character, escaped } = this.#next();
      if (!escaped && character === ']') return united(ranges);
      if (!escaped && character === '-') {
        const to = this.#next();
        const special = !to.escaped && (to.character === ']' || to.character === '-');
        if (before === undefined || special) throw new OperandError('a range needs two ends');
        ranges.push(rangeOf(before, to.character));
        before = undefined;
      } else {
        ranges.push(rangeOf(character, character));
        before = character;
      }
    }
  }

  #next(): { readonly character: string; readonly escaped: boolean } {
    const escaped = this.#characters[this.#at] === '\\';
    if (escaped) this.#at++;
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new OperandError('a glob ends too early');
    return { character, escaped };
  }
}

function rangeOf(from: string, to: string): Range {
  const range: Range = [from.codePointAt(0) as number, to.codePointAt(0) as number];
  if (range[0] > range[1]) throw new OperandError('a range is out of order');
  return range;
}

function united(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted(([a], [b]) => a - b);
  return sorted.reduce<Range[]>((all, [from, to]) => {
    const last = all.at(-1);
    if (last === undefined || from > last[1] + 1) all.push([from, to]);
    else all[all.length - 1] = [last[0], Math.max(last[1], to)];
    return all;
  }, []);
}
