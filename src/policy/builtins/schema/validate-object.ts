import type { RegoObject, Value } from '../../value.ts';
import { isValid, merge } from './outcome.ts';
import { matchesPattern } from './pattern.ts';
import { fail, type Place } from './place.ts';
import type { SubSchema } from './sub-schema.ts';

/** All but the members that `properties` names. */
export function validateObject(schema: SubSchema, object: RegoObject, place: Place): void {
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && object.size < minProperties) {
    fail(place, 'array_min_properties', `Must have at least ${minProperties} properties`);
  }
  if (maxProperties !== undefined && object.size > maxProperties) {
    fail(place, 'array_max_properties', `Must have at most ${maxProperties} properties`);
  }
  for (const name of schema.required) {
    if (object.has(name)) place.outcome.score++;
    else fail(place, 'required', `${name} is required`);
  }
  for (const [name, member] of object) {
    const matched = patternProperties(schema, name as string, member, place);
    if (!matched && !schema.properties.has(name as string)) additional(schema, name as string, member, place);
  }
  if (schema.propertyNames !== undefined) propertyNames(schema.propertyNames, object, place);
  place.outcome.score++;
}

/** Whether there is a pattern that the name matches. */
function patternProperties(schema: SubSchema, name: string, member: Value, place: Place): boolean {
  let matched = false;
  for (const [pattern, part] of schema.patternProperties) {
    if (!matchesPattern(pattern, name, place.context)) continue;
    matched = true;
    merge(place.outcome, place.validate(part, member, `${place.path}.${name}`));
  }
  if (matched) place.outcome.score++;
  return matched;
}

function additional({ additionalProperties }: SubSchema, name: string, member: Value, place: Place): void {
  if (additionalProperties === false) {
    fail(place, 'additional_property_not_allowed', `Additional property ${name} is not allowed`);
  } else if (typeof additionalProperties === 'object') {
    merge(place.outcome, place.validate(additionalProperties, member, `${place.path}.${name}`));
  }
}

function propertyNames(schema: SubSchema, object: RegoObject, place: Place): void {
  for (const [name] of object) {
    const result = place.validate(schema, name, place.path);
    if (isValid(result)) continue;
    fail(place, 'invalid_property_name', `Property name of "${name}" does not match`);
    merge(place.outcome, result);
  }
}
