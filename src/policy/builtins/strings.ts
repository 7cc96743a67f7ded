import { bytesOf, textOf } from '../bytes.ts';
import { RegoSet, type Value } from '../value.ts';
import type { Builtin, BuiltinContext } from './builtin.ts';
import { array, limit, OperandError, text } from './operands.ts';
import { occurrences } from './strings-search.ts';

/** `strings.*` and `indexof_n`, as far as the module does not have them. */
export const STRINGS: Readonly<Record<string, Builtin>> = {
  indexof_n: ([searched, part], context) => indexes(text(searched), text(part), context),
  'strings.any_prefix_match': ([searched, bases]) => isAnyPrefix(texts(searched), texts(bases), (text) => text),
  'strings.any_suffix_match': ([searched, bases]) => isAnyPrefix(texts(searched), texts(bases), reversed),
  'strings.count': ([searched, part], context) => count(text(searched), text(part), context),
  'strings.split_n': ([searched, delimiter, number], context) => {
    const n = limit(number);
    const parts = split(text(searched), text(delimiter), context);
    return n < 0 ? parts.slice(n) : parts.slice(0, n);
  },
};

/**
 * Where the part begins, counted in characters; parts may lie across each other. A byte that is no UTF-8 counts as U+FFFD,
 * and is found as that.
 */
function indexes(text: string, part: string, context: BuiltinContext): readonly number[] {
  if (part === '') throw new OperandError('there is nothing to look for');
  const searched = text.toWellFormed();
  const found: number[] = [];
  let [characters, counted] = [0, 0];
  for (const at of occurrences(searched, part.toWellFormed(), true, context)) {
    for (; counted < at; characters++) counted += (searched.codePointAt(counted) as number) > 0xffff ? 2 : 1;
    found.push(characters);
  }
  return found;
}

/** The empty part is between all characters. */
function count(text: string, part: string, context: BuiltinContext): number {
  if (part === '') return Array.from(text).length + 1;
  const [searched, sought] = comparable([text, part]);
  let found = 0;
  for (const _ of occurrences(searched as string, sought as string, false, context)) found++;
  return found;
}

/** An empty delimiter parts all characters. */
function split(text: string, delimiter: string, context: BuiltinContext): readonly string[] {
  if (delimiter === '') return Array.from(text);
  if (delimiter.isWellFormed()) return splitUnits(text, delimiter, context);
  return splitUnits(latin1(text), latin1(delimiter), context).map((part) => textOf(Buffer.from(part, 'latin1')));
}

function splitUnits(text: string, delimiter: string, context: BuiltinContext): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (const at of occurrences(text, delimiter, false, context)) {
    parts.push(text.slice(start, at));
    start = at + delimiter.length;
  }
  return [...parts, text.slice(start)];
}

/**
 * Whether one of the texts begins with one of the prefixes, both seen through `by`. Of sorted texts, the first that is not
 * before a prefix begins with it, if any does.
 */
function isAnyPrefix(texts: readonly string[], prefixes: readonly string[], by: (text: string) => string): boolean {
  const both = comparable([...texts, ...prefixes]).map(by);
  const sorted = both.splice(0, texts.length).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return both.some((prefix) => sorted[firstFrom(sorted, prefix)]?.startsWith(prefix));
}

/** Place of the first text that is not before this one. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A string, or an array or a set of strings. */
function texts(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  const members = value instanceof RegoSet ? [...value] : array(value);
  if (!members.every((member) => typeof member === 'string')) throw new OperandError('strings are needed');
  return members;
}

/** Texts that contain each other where their bytes do. */
function comparable(texts: readonly string[]): string[] {
  return texts.every((text) => text.isWellFormed()) ? [...texts] : texts.map(latin1);
}

function latin1(text: string): string {
  return bytesOf(text).toString('latin1');
}

function reversed(text: string): string {
  return text.split('').reverse().join('');
}
