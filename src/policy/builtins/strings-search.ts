import type { BuiltinContext } from './builtin.ts';

/**
 * Above this product of two lengths JavaScript's own search is not used: it takes both lengths' product where a text
 * repeats itself, and nothing ends it.
 */
const MAX_PRODUCT = 4 << 20;

/** Characters between two looks at the clock. */
const STRIDE = 65_536;

/** Where a part that is not empty is first found from here on, or -1. The time is linear. */
export function search(text: string, part: string, from: number, context: BuiltinContext): number {
  if (part.length * (text.length - from) <= MAX_PRODUCT) return text.indexOf(part, from);
  return linear(text, part, from, false, context).next().value ?? -1;
}

/** All places of a part that is not empty, one after the other, or also those that lie across each other. */
export function occurrences(
  text: string,
  part: string,
  overlapping: boolean,
  context: BuiltinContext,
): Generator<number, undefined> {
  const quick = part.length * text.length <= MAX_PRODUCT;
  return quick ? native(text, part, overlapping ? 1 : part.length) : linear(text, part, 0, overlapping, context);
}

function* native(text: string, part: string, step: number): Generator<number, undefined> {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + step)) yield at;
}

/** Knuth, Morris, Pratt. */
function* linear(
  text: string,
  part: string,
  from: number,
  overlapping: boolean,
  context: BuiltinContext,
): Generator<number, undefined> {
  const borders = bordersOf(part);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    if (at % STRIDE === 0) context.checkDeadline();
    const unit = text.charCodeAt(at);
    while (matched > 0 && part.charCodeAt(matched) !== unit) matched = borders[matched - 1] as number;
    if (part.charCodeAt(matched) === unit) matched++;
    if (matched < part.length) continue;
    yield at + 1 - matched;
    matched = overlapping ? (borders[matched - 1] as number) : 0;
  }
}

/** By length of a beginning of the part, less one: how much of its end is a beginning of the part again. */
function bordersOf(part: string): Int32Array {
  const borders = new Int32Array(part.length);
  for (let at = 1, matched = 0; at < part.length; at++) {
    const unit = part.charCodeAt(at);
    while (matched > 0 && part.charCodeAt(matched) !== unit) matched = borders[matched - 1] as number;
    if (part.charCodeAt(matched) === unit) matched++;
    borders[at] = matched;
  }
  return borders;
}
