import type { Regex } from './engine.ts';

/** What is put in the place of a match: text, and groups by their number. */
export type Expansion = readonly (string | number)[];

/** `$1`, `$name`, `${name}`, `$$`, as Go's Regexp.Expand reads them; any other `$` is text. */
const REFERENCE = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

const NUMBER = /^(?:0|[1-9][0-9]{0,8})$/;

/** A template of `regex.replace`, read once for all matches. A group that the pattern does not have is empty. */
export function parseExpansion(template: string, { names, groups }: Regex): Expansion {
  const parts: (string | number)[] = [];
  let start = 0;
  for (const { index, 0: whole, 1: dollar, 2: plain, 3: braced } of template.matchAll(REFERENCE)) {
    parts.push(template.slice(start, index));
    start = index + whole.length;
    const name = plain ?? braced ?? '';
    const group = NUMBER.test(name) ? Number(name) : names.get(name);
    if (dollar !== undefined) parts.push(dollar);
    else if (group !== undefined && group <= groups) parts.push(group);
  }
  return [...parts, template.slice(start)].filter((part) => part !== '');
}

/** How many groups have to be known of a match. */
export function groupsIn(expansion: Expansion): number {
  return Math.max(0, ...expansion.filter((part) => typeof part === 'number'));
}
