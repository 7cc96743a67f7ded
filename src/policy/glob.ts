import { ANY, type CharacterClass, FIRST_CLASS, type Glob, type Sequence, SINGLE, SUPER } from './glob-syntax.ts';

/**
 * Whether the UTF-8 text from `start` to `end` matches, whole.
 *
 * @param separators 1 for each byte that `*` and `?` do not match; ASCII
 */
export function matchGlob(
  { sequences, classes }: Glob,
  separators: Uint8Array,
  text: Uint8Array,
  start: number,
  end: number,
): boolean {
  for (const sequence of sequences) {
    if (hasPrefix(sequence, text, start, end) && matchRest(sequence, classes, separators, text, start, end))
      return true;
  }
  return false;
}

/** From the back, as paths differ where their common beginning ends. */
function hasPrefix({ tokens, prefix }: Sequence, text: Uint8Array, start: number, end: number): boolean {
  if (prefix > end - start) return false;
  for (let i = prefix - 1; i >= 0; i--) if (text[start + i] !== tokens[i]) return false;
  return true;
}

/**
 * What comes behind the prefix. A wildcard first takes nothing, and where the rest fails, more and more. Only the last `*` and the last `**` have to
 * be tried again: an earlier one could give no later ones a place that they did not have. So the time is bounded by the
 * product of both lengths.
 */
function matchRest(
  { tokens, prefix }: Sequence,
  classes: readonly CharacterClass[],
  separators: Uint8Array,
  text: Uint8Array,
  start: number,
  end: number,
): boolean {
  let token = prefix;
  let at = start + prefix;
  let any = -1;
  let anyAt = 0;
  let wide = -1;
  let wideAt = 0;
  for (;;) {
    if (token === tokens.length) {
      if (at === end || wide === token) return true;
    } else {
      const wanted = tokens[token] as number;
      if (wanted >= 0) {
        if (at < end && text[at] === wanted) {
          at++;
          token++;
          continue;
        }
      } else if (wanted === SUPER) {
        wide = ++token;
        wideAt = at;
        any = -1;
        continue;
      } else if (wanted === ANY) {
        any = ++token;
        anyAt = at;
        continue;
      } else if (at < end) {
        const next = afterCharacter(wanted, classes, separators, text, at, end);
        if (next !== 0) {
          at = next;
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

/** Where the text goes on behind the character that `?` or a class matches; zero where it does not match. */
function afterCharacter(
  wanted: number,
  classes: readonly CharacterClass[],
  separators: Uint8Array,
  text: Uint8Array,
  at: number,
  end: number,
): number {
  const byte = text[at] as number;
  // A wildcard before may have stopped in the middle of a character.
  if ((byte & 0xc0) === 0x80) return 0;
  const next = nextCharacter(text, at, end);
  if (wanted === SINGLE) return separators[byte] === 0 ? next : 0;
  return isInClass(classes[FIRST_CLASS - wanted] as CharacterClass, codePoint(text, at, next)) ? next : 0;
}

function isInClass({ negated, points, range }: CharacterClass, point: number): boolean {
  const found = range ? point >= (points[0] as number) && point <= (points[1] as number) : points.includes(point);
  return found !== negated;
}

function nextCharacter(text: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && ((text[next] as number) & 0xc0) === 0x80) next++;
  return next;
}

function codePoint(text: Uint8Array, at: number, next: number): number {
  const byte = text[at] as number;
  if (byte < 0x80) return byte;
  let point = byte & (0xff >> (next - at + 1));
  for (let i = at + 1; i < next; i++) point = (point << 6) | ((text[i] as number) & 0x3f);
  return point;
}
