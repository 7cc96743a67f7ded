import { quoted } from './builtins/go-format/quote.ts';
import { isNumber, numberText, RegoObject, RegoSet, type Value } from './value.ts';

/** A value as OPA's evaluator prints it: in its order, with strings as Go quotes them. */
export function regoText(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return numberText(value);
  if (value instanceof RegoSet) return value.size === 0 ? 'set()' : `{${value.sorted().map(regoText).join(', ')}}`;
  if (value instanceof RegoObject) {
    const members = value.sorted().map(([key, member]) => `${regoText(key)}: ${regoText(member)}`);
    return `{${members.join(', ')}}`;
  }
  return `[${value.map(regoText).join(', ')}]`;
}
