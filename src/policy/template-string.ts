import { arrayLength, isComposite, isSet, itemAt, membersAt } from './layout.ts';
import type { MemoryView } from './memory-view.ts';
import { regoText } from './rego-text.ts';
import { RegoSet, type Value } from './value.ts';

/**
 * The text of a template string from its parts: the constant ones, and for each expression a set with its value, or an
 * empty one where it is undefined.
 */
export function templateString([parts]: readonly Value[]): Value | undefined {
  if (!Array.isArray(parts)) return undefined;
  let text = '';
  for (const part of parts as readonly Value[]) {
    const values: readonly Value[] = part instanceof RegoSet ? [...part] : [part];
    if (values.length > 1) return undefined;
    const [value = '<undefined>'] = values;
    text += typeof value === 'string' ? value : regoText(value);
  }
  return text;
}

/** Whether one of the expressions has a value that has parts, and so an order. */
export function hasOrder(view: MemoryView, [parts]: readonly number[]): boolean {
  const length = parts === undefined ? undefined : arrayLength(view, parts);
  if (parts === undefined || length === undefined) return false;
  for (let i = 0; i < length; i++) {
    const part = itemAt(view, parts, i);
    if (isSet(view, part) && membersAt(view, part).some((member) => isComposite(view, member))) return true;
  }
  return false;
}
