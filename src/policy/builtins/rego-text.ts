import { isNumber, numberText, RegoObject, RegoSet, type Value } from '../value.ts';
import { quoted } from './go-format/quote.ts';

/** A value as OPA writes it in Rego: `[1, "a"]`, `{"k": null}`, `{1, 2}`, `set()`; keys and members are sorted. */
export function regoText(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (isNumber(value)) return numberText(value);
  if (value instanceof RegoSet) return value.size === 0 ? 'set()' : `{${value.sorted().map(regoText).join(', ')}}`;
  if (value instanceof RegoObject) {
    return `{${value
      .sorted()
      .map(([key, member]) => `${regoText(key)}: ${regoText(member)}`)
      .join(', ')}}`;
  }
  return `[${value.map(regoText).join(', ')}]`;
}
