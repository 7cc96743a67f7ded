import { isNumber, type RegoNumber, RegoObject, type Value } from '../../value.ts';
import type { BuiltinContext } from '../builtin.ts';
import { isArray } from '../operands.ts';
import { emptyOutcome, type Outcome, ROOT } from './outcome.ts';
import { fail, type Place } from './place.ts';
import { isWhole, rationalOf } from './rational.ts';
import type { SubSchema } from './sub-schema.ts';
import { validateArray } from './validate-array.ts';
import { validateCombined } from './validate-combined.ts';
import { validateObject } from './validate-object.ts';
import { validateAny, validateNumber, validateString } from './validate-scalar.ts';

/** Holds a document against a schema. */
export function validateDocument(schema: SubSchema, document: Value, context: BuiltinContext): Outcome {
  const validate: Place['validate'] = (part, value, path, outcome = emptyOutcome()) => {
    context.checkDeadline();
    validateValue(part, value, { path, outcome, context, validate });
    return outcome;
  };
  return validate(schema, document, ROOT);
}

function validateValue(schema: SubSchema, value: Value, place: Place): void {
  const { path, outcome, validate } = place;
  if (schema.pass !== undefined) {
    if (!schema.pass) fail(place, 'false', 'False always fails validation');
    return;
  }
  if (schema.ref !== undefined) {
    validate(schema.ref, value, path, outcome);
    return;
  }
  if (!hasType(schema, value, place)) return;
  validateCombined(schema, value, place);
  if (isArray(value)) validateArray(schema, value, place);
  if (value instanceof RegoObject) validateObject(schema, value, place);
  if (isNumber(value)) validateNumber(schema, value, place);
  validateAny(schema, value, place);
  if (typeof value === 'string') validateString(schema, value, place);
  if (value instanceof RegoObject) {
    for (const [name, part] of schema.properties) {
      const member = value.get(name);
      if (member !== undefined) validate(part, member, `${path}.${name}`, outcome);
    }
  }
  outcome.score++;
}

function hasType({ types }: SubSchema, value: Value, place: Place): boolean {
  if (types.length === 0) return true;
  const given = typeOf(value);
  if (types.includes(given) || (given === 'integer' && types.includes('number'))) return true;
  const expected = types.length > 1 ? `[${types.join(',')}]` : types[0];
  fail(place, 'invalid_type', `Invalid type. Expected: ${expected}, given: ${given}`);
  return false;
}

function typeOf(value: Value): string {
  if (value === null) return 'null';
  if (isNumber(value)) return numberTypeOf(value);
  if (isArray(value)) return 'array';
  return typeof value === 'object' ? 'object' : typeof value;
}

/** `1.0` is an integer. */
function numberTypeOf(value: number | RegoNumber): string {
  const rational = rationalOf(value);
  return rational !== undefined && isWhole(rational) ? 'integer' : 'number';
}
