import { RegoObject, type Value } from '../../value.ts';
import { isValid, merge, type Outcome } from './outcome.ts';
import { fail, type Place } from './place.ts';
import type { SubSchema } from './sub-schema.ts';

/** Keywords that hold a value against further schemas. */
export function validateCombined(schema: SubSchema, value: Value, place: Place): void {
  if (schema.anyOf.length > 0) anyOf(schema.anyOf, value, place);
  if (schema.oneOf.length > 0) oneOf(schema.oneOf, value, place);
  if (schema.allOf.length > 0) allOf(schema.allOf, value, place);
  if (schema.not !== undefined && isValid(place.validate(schema.not, value, place.path))) {
    fail(place, 'number_not', 'Must not validate the schema (not)');
  }
  if (value instanceof RegoObject) dependencies(schema, value, place);
  if (schema.if !== undefined) condition(schema, schema.if, value, place);
  place.outcome.score++;
}

function anyOf(schemas: readonly SubSchema[], value: Value, place: Place): void {
  let best: Outcome | undefined;
  for (const schema of schemas) {
    const result = place.validate(schema, value, place.path);
    if (isValid(result)) return;
    best = better(best, result);
  }
  fail(place, 'number_any_of', 'Must validate at least one schema (anyOf)');
  if (best !== undefined) merge(place.outcome, best);
}

function oneOf(schemas: readonly SubSchema[], value: Value, place: Place): void {
  let valid = 0;
  let best: Outcome | undefined;
  for (const schema of schemas) {
    const result = place.validate(schema, value, place.path);
    if (isValid(result)) valid++;
    else best = better(best, result);
  }
  if (valid === 1) return;
  fail(place, 'number_one_of', 'Must validate one and only one schema (oneOf)');
  if (valid === 0 && best !== undefined) merge(place.outcome, best);
}

function allOf(schemas: readonly SubSchema[], value: Value, place: Place): void {
  const results = schemas.map((schema) => place.validate(schema, value, place.path));
  for (const result of results) merge(place.outcome, result);
  if (!results.every(isValid)) fail(place, 'number_all_of', 'Must validate all the schemas (allOf)');
}

/** The first one of those with the best score. */
export function better(best: Outcome | undefined, next: Outcome): Outcome {
  return best === undefined || next.score > best.score ? next : best;
}

function dependencies(schema: SubSchema, value: RegoObject, place: Place): void {
  if (schema.dependencies.size === 0) return;
  for (const [key] of value) {
    const dependency = schema.dependencies.get(key as string);
    if (dependency === undefined) continue;
    if ('draft' in dependency) {
      place.validate(dependency, value, place.path, place.outcome);
      continue;
    }
    for (const name of dependency) {
      if (!value.has(name)) fail(place, 'missing_dependency', `Has a dependency on ${name}`);
    }
  }
}

function condition(schema: SubSchema, test: SubSchema, value: Value, place: Place): void {
  const holds = isValid(place.validate(test, value, place.path));
  const consequence = holds ? schema.then : schema.else;
  if (consequence === undefined) return;
  const result = place.validate(consequence, value, place.path);
  if (isValid(result)) return;
  if (holds) fail(place, 'condition_then', 'Must validate "then" as "if" was valid');
  else fail(place, 'condition_else', 'Must validate "else" as "if" was not valid');
  merge(place.outcome, result);
}
