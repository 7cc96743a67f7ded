/** A glob pattern, taken apart. */
export interface Glob {
  /** The bytes of its text, and each wildcard as a negative number. */
  readonly tokens: Int16Array;
  /** Number of tokens before the first wildcard. */
  readonly prefix: number;
}

/** `*`: any text without a separator. `**`: any text. `?`: one character that is no separator. */
const ANY = -1;
const SUPER = -2;
const SINGLE = -3;

/** Classes, alternatives and escapes are left to the module's own matcher; a NUL ends its patterns. */
const UNSUPPORTED = /[\\[\]{}\0]/;

/**
 * A pattern of the syntax that `glob.match` of OPA has (github.com/gobwas/glob), taken apart; undefined where it uses
 * more than text and wildcards.
 */
export function compileGlob(pattern: string): Glob | undefined {
  if (UNSUPPORTED.test(pattern)) return undefined;
  const tokens: number[] = [];
  for (const part of pattern.split(/(\*\*|\*|\?)/)) {
    if (part === '**') tokens.push(SUPER);
    else if (part === '*') tokens.push(ANY);
    else if (part === '?') tokens.push(SINGLE);
    else tokens.push(...Buffer.from(part));
  }
  const prefix = tokens.findIndex((token) => token < 0);
  return { tokens: Int16Array.from(tokens), prefix: prefix < 0 ? tokens.length : prefix };
}

/**
 * Whether the UTF-8 text from `start` to `end` matches, whole.
 *
 * A wildcard first takes nothing, and where the rest fails, more and more. Only the last `*` and the last `**` have to
 * be tried again: an earlier one could give no later ones a place that they did not have. So the time is bounded by the
 * product of both lengths.
 *
 * @param separators 1 for each byte that `*` and `?` do not match; ASCII
 */
export function matchGlob(
  { tokens, prefix }: Glob,
  separators: Uint8Array,
  text: Uint8Array,
  start: number,
  end: number,
): boolean {
  // Paths differ where their common beginning ends, so that is where most patterns are seen not to match.
  if (prefix > 0 && (prefix > end - start || text[start + prefix - 1] !== tokens[prefix - 1])) return false;
  let token = 0;
  let at = start;
  let any = -1;
  let anyAt = 0;
  let wide = -1;
  let wideAt = 0;
  for (;;) {
    if (token === tokens.length) {
      if (at === end) return true;
      if (wide === token) return true;
    } else {
      const wanted = tokens[token] as number;
      if (wanted === SUPER) {
        wide = ++token;
        wideAt = at;
        any = -1;
        continue;
      }
      if (wanted === ANY) {
        any = ++token;
        anyAt = at;
        continue;
      }
      if (at < end) {
        const byte = text[at] as number;
        if (wanted === byte) {
          at++;
          token++;
          continue;
        }
        if (wanted === SINGLE && separators[byte] === 0) {
          at = nextCharacter(text, at, end);
          token++;
          continue;
        }
      }
    }
    if (any >= 0 && anyAt < end && separators[text[anyAt] as number] === 0) {
      at = ++anyAt;
      token = any;
    } else if (wide >= 0 && wideAt < end) {
      at = ++wideAt;
      token = wide;
      any = -1;
    } else {
      return false;
    }
  }
}

function nextCharacter(text: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && ((text[next] as number) & 0xc0) === 0x80) next++;
  return next;
}
