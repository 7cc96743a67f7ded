import type { Value } from '../../value.ts';
import { comparableText } from './document.ts';
import { isValid, merge, type Outcome } from './outcome.ts';
import { fail, type Place } from './place.ts';
import type { SubSchema } from './sub-schema.ts';
import { better } from './validate-combined.ts';

export function validateArray(schema: SubSchema, values: readonly Value[], place: Place): void {
  items(schema, values, place);
  const { minItems, maxItems } = schema;
  if (minItems !== undefined && values.length < minItems) {
    fail(place, 'array_min_items', `Array must have at least ${minItems} items`);
  }
  if (maxItems !== undefined && values.length > maxItems) {
    fail(place, 'array_max_items', `Array must have at most ${maxItems} items`);
  }
  if (schema.uniqueItems) uniqueItems(values, place);
  if (schema.contains !== undefined) contains(schema.contains, values, place);
  place.outcome.score++;
}

function items(schema: SubSchema, values: readonly Value[], place: Place): void {
  const first = schema.items;
  if (first === undefined) return;
  const each = (part: SubSchema, index: number) => {
    merge(place.outcome, place.validate(part, values[index] as Value, `${place.path}.${index}`));
  };
  if ('draft' in first) {
    for (const index of values.keys()) each(first, index);
    return;
  }
  for (const [index, part] of first.entries()) if (index < values.length) each(part, index);
  if (first.length === 0 || values.length <= first.length) return;
  const { additionalItems } = schema;
  if (additionalItems === false) {
    fail(place, 'array_no_additional_items', 'No additional items allowed on array');
  } else if (typeof additionalItems === 'object') {
    for (let index = first.length; index < values.length; index++) each(additionalItems, index);
  }
}

function uniqueItems(values: readonly Value[], place: Place): void {
  const seen = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    const text = comparableText(value);
    const earlier = seen.get(text);
    if (earlier !== undefined) fail(place, 'unique', `array items[${earlier},${index}] must be unique`);
    seen.set(text, index);
  }
}

function contains(schema: SubSchema, values: readonly Value[], place: Place): void {
  let best: Outcome | undefined;
  for (const [index, value] of values.entries()) {
    const result = place.validate(schema, value, `${place.path}.${index}`);
    if (isValid(result)) return;
    best = better(best, result);
  }
  fail(place, 'contains', 'At least one of the items must match');
  if (best !== undefined) merge(place.outcome, best);
}
