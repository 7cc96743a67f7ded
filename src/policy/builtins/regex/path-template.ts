import { OperandError } from '../operands.ts';
import { compiled } from './compiled.ts';

/**
 * The pattern that a template of `regex.template_match` stands for: what is between two delimiters is a pattern (which
 * may have such pairs inside), all else is text.
 *
 * @throws OperandError where delimiters are not in pairs, or a part is no pattern of its own
 * @throws LimitExceeded for a part that is too costly to compile
 */
export function templatePattern(template: string, start: string, end: string): string {
  if (!isByte(start) || !isByte(end)) throw new OperandError('a delimiter has to be one byte');
  let pattern = '^';
  let [depth, from] = [0, 0];
  for (let at = 0; at < template.length && depth >= 0; at++) {
    if (template[at] === start && ++depth === 1) {
      pattern += quoteMeta(template.slice(from, at));
      from = at + 1;
    } else if (template[at] === end && template[at] !== start && --depth === 0) {
      pattern += `(${patternOfItsOwn(template.slice(from, at))})`;
      from = at + 1;
    }
  }
  if (depth !== 0) throw new OperandError('delimiters have to be in pairs');
  return `${pattern}${quoteMeta(template.slice(from))}$`;
}

function patternOfItsOwn(part: string): string {
  compiled(`^${part}$`);
  return part;
}

function isByte(delimiter: string): boolean {
  return delimiter.length === 1 && delimiter.charCodeAt(0) < 0x80;
}

/** As Go's regexp.QuoteMeta. */
function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
