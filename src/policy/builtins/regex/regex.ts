import { LimitExceeded } from '../../faults.ts';
import type { Value } from '../../value.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { limit, text } from '../operands.ts';
import { compiled } from './compiled.ts';
import { isMatch, matches } from './engine.ts';
import { groupsIn, parseExpansion } from './expansion.ts';
import { globsMatch } from './globs-match.ts';
import { templatePattern } from './path-template.ts';

/** `regex.*`, as far as the module does not have them. */
export const REGEX: Readonly<Record<string, Builtin>> = {
  'regex.find_n': ([pattern, searched, number], context) => find(text(pattern), text(searched), limit(number), context),
  'regex.globs_match': ([one, other], context) => globsMatch(text(one), text(other), context),
  'regex.replace': ([searched, pattern, template], context) =>
    replace(text(searched), text(pattern), text(template), context),
  'regex.split': ([pattern, searched], context) => split(text(pattern), text(searched), context),
  'regex.template_match': ([template, searched, start, end], context) => {
    const value = text(searched);
    const pattern = templatePattern(text(template), text(start), text(end));
    return isMatch(compiled(pattern), value, context);
  },
};

/** Characters that replacing may add to a text: matches and their replacement may both come from a client. */
const MAX_ADDED = 4 << 20;

/** The first `n` matches; all of them where `n` is negative. */
function find(pattern: string, text: string, n: number, context: BuiltinContext): readonly Value[] {
  const regex = compiled(pattern);
  const found: string[] = [];
  if (n === 0) return found;
  for (const [start, end] of matches(regex, text, 0, context)) {
    found.push(text.slice(start, end));
    if (found.length === n) break;
  }
  return found;
}

function replace(text: string, pattern: string, template: string, context: BuiltinContext): string {
  const regex = compiled(pattern);
  const expansion = parseExpansion(template, regex);
  const parts: string[] = [];
  let [from, length] = [0, 0];
  function add(part: string): void {
    parts.push(part);
    length += part.length;
    if (length > text.length + MAX_ADDED) throw new LimitExceeded('regex.replace would make too long a text');
  }
  for (const places of matches(regex, text, groupsIn(expansion), context)) {
    const [start, end] = places as [number, number];
    add(text.slice(from, start));
    for (const part of expansion) add(typeof part === 'string' ? part : groupOf(text, places, part));
    from = end;
  }
  add(text.slice(from));
  return parts.join('');
}

function groupOf(text: string, places: readonly number[], group: number): string {
  const [start, end] = [places[2 * group] as number, places[2 * group + 1]];
  return start < 0 ? '' : text.slice(start, end);
}

/** As Go's Regexp.Split: an empty match at the very start or end parts nothing. */
function split(pattern: string, text: string, context: BuiltinContext): readonly Value[] {
  const regex = compiled(pattern);
  if (text === '' && pattern !== '') return [''];
  const parts: string[] = [];
  let [from, last] = [0, 0];
  for (const [start, end] of matches(regex, text, 0, context) as Iterable<[number, number]>) {
    if (end > 0) parts.push(text.slice(from, start));
    [from, last] = [end, start];
  }
  return last === text.length ? parts : [...parts, text.slice(from)];
}
