/** `*`: any text without a separator. `**`: any text. `?`: one character that is no separator. Lower: a class. */
export const ANY = -1;
export const SUPER = -2;
export const SINGLE = -3;
export const FIRST_CLASS = -4;

/** Characters that `[...]` matches, or does not. */
export interface CharacterClass {
  readonly negated: boolean;
  /** Code points: of a list each, of a range the two ends. */
  readonly points: readonly number[];
  readonly range: boolean;
}

/** One way to match: text as its bytes in UTF-8, everything else as a negative number. */
export interface Sequence {
  readonly tokens: Int16Array;
  /** Number of tokens before the first that is not text. */
  readonly prefix: number;
}

/** A pattern without its alternatives: each way that they allow. */
export interface Glob {
  readonly sequences: readonly Sequence[];
  /** By `FIRST_CLASS - token`. */
  readonly classes: readonly CharacterClass[];
  /** Tokens of all sequences. */
  readonly size: number;
}

/** Alternatives multiply; a pattern with more ways is left to the module. */
const MAX_SEQUENCES = 32;

/** The pattern is malformed: `glob.match` is undefined. */
export class GlobSyntaxError extends Error {}

/**
 * A pattern of the syntax that `glob.match` of OPA has (github.com/gobwas/glob 1.0), taken apart; undefined for one that
 * has too many alternatives.
 *
 * @throws GlobSyntaxError
 */
export function parseGlob(pattern: string): Glob | undefined {
  const parser = new GlobParser(pattern);
  const ways = parser.alternatives(0);
  if (ways.length > MAX_SEQUENCES) return undefined;
  const sequences = ways.map((tokens) => {
    const prefix = tokens.findIndex((token) => token < 0);
    return { tokens: Int16Array.from(tokens), prefix: prefix < 0 ? tokens.length : prefix };
  });
  const size = sequences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return { sequences, classes: parser.classes, size };
}

class GlobParser {
  readonly classes: CharacterClass[] = [];
  readonly #characters: string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  /** Up to the brace that closes a group, or to the end: all ways, of all alternatives, but no more than one too many. */
  alternatives(depth: number): number[][] {
    const all: number[][] = [];
    let ways: number[][] = [[]];
    for (;;) {
      const character = this.#characters[this.#at++];
      if (character === undefined ? depth === 0 : character === '}' && depth > 0) {
        return [...all, ...ways].slice(0, MAX_SEQUENCES + 1);
      }
      if (character === undefined) throw new GlobSyntaxError('a brace is not closed');
      if (character === ',' && depth > 0) {
        all.push(...ways.splice(0));
        ways = [[]];
      } else {
        ways = followedBy(ways, this.#term(character, depth));
      }
    }
  }

  #term(character: string, depth: number): number[][] {
    switch (character) {
      case '*':
        if (this.#characters[this.#at] !== '*') return [[ANY]];
        this.#at++;
        return [[SUPER]];
      case '?':
        return [[SINGLE]];
      case '{':
        return this.alternatives(depth + 1);
      case '[':
        return [[this.#class()]];
      case '\\':
        return [[...Buffer.from(this.#next())]];
      default:
        return [[...Buffer.from(character)]];
    }
  }

  #next(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new GlobSyntaxError('it ends too early');
    return character;
  }

  #class(): number {
    const negated = this.#characters[this.#at] === '!';
    if (negated) this.#at++;
    const range = this.#characters[this.#at + 1] === '-';
    const points = (range ? this.#range() : this.#list()).map((member) => member.codePointAt(0) as number);
    if (points.length === 0 || (range && (points[0] as number) > (points[1] as number))) {
      throw new GlobSyntaxError('a class matches nothing');
    }
    this.classes.push({ negated, points, range });
    return FIRST_CLASS - (this.classes.length - 1);
  }

  /** `a-z]`; there are no escapes in it. */
  #range(): string[] {
    const ends = [this.#next(), this.#next() && this.#next()];
    if (this.#next() !== ']') throw new GlobSyntaxError('a range is not closed');
    return ends;
  }

  #list(): string[] {
    const members: string[] = [];
    for (let member = this.#next(); member !== ']'; member = this.#next()) {
      members.push(member === '\\' ? this.#next() : member);
    }
    return members;
  }
}

function followedBy(ways: number[][], next: number[][]): number[][] {
  if (next.length !== 1) {
    return ways.flatMap((way) => next.map((tokens) => [...way, ...tokens])).slice(0, MAX_SEQUENCES + 1);
  }
  for (const way of ways) way.push(...(next[0] as number[]));
  return ways;
}
