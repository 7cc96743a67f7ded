import { compareDecimals } from '../../decimal.ts';
import type { RegoNumber, Value } from '../../value.ts';
import { OperandError } from '../operands.ts';
import { comparableText } from './document.ts';
import { hasFormat } from './formats.ts';
import { fieldOf } from './outcome.ts';
import { matchesPattern } from './pattern.ts';
import { fail, type Place } from './place.ts';
import { isMultiple, rationalOf, rationalText } from './rational.ts';
import type { SubSchema } from './sub-schema.ts';

/** What counts for values of every type. */
export function validateAny(schema: SubSchema, value: Value, place: Place): void {
  if (schema.const !== undefined && comparableText(value) !== schema.const) {
    fail(place, 'const', `${fieldOf(place.path)} does not match: ${schema.const}`);
  }
  if (schema.enum !== undefined && !schema.enum.has(comparableText(value))) {
    const allowed = [...schema.enum].join(', ');
    fail(place, 'enum', `${fieldOf(place.path)} must be one of the following: ${allowed}`);
  }
  if (schema.format !== undefined && typeof value === 'string' && !hasFormat(schema.format, value)) {
    fail(place, 'format', `Does not match format '${schema.format}'`);
  }
  place.outcome.score++;
}

export function validateString(schema: SubSchema, text: string, place: Place): void {
  const { minLength, maxLength, pattern } = schema;
  const length = minLength === undefined && maxLength === undefined ? 0 : characters(text);
  if (minLength !== undefined && length < minLength) {
    fail(place, 'string_gte', `String length must be greater than or equal to ${minLength}`);
  }
  if (maxLength !== undefined && length > maxLength) {
    fail(place, 'string_lte', `String length must be less than or equal to ${maxLength}`);
  }
  if (pattern !== undefined && !matchesPattern(pattern, text, place.context)) {
    fail(place, 'pattern', `Does not match pattern '${pattern}'`);
  }
  place.outcome.score++;
}

/** Code points. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export function validateNumber(schema: SubSchema, value: number | RegoNumber, place: Place): void {
  const { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum } = schema;
  if (multipleOf ?? maximum ?? exclusiveMaximum ?? minimum ?? exclusiveMinimum) {
    const number = rationalOf(value);
    // OPA's evaluator ends itself here.
    if (number === undefined) throw new OperandError('the exponent is too large');
    if (multipleOf !== undefined && !isMultiple(number, multipleOf)) {
      fail(place, 'multiple_of', `Must be a multiple of ${rationalText(multipleOf)}`);
    }
    if (maximum !== undefined && compareDecimals(number, maximum) > 0) {
      fail(place, 'number_lte', `Must be less than or equal to ${rationalText(maximum)}`);
    }
    if (exclusiveMaximum !== undefined && compareDecimals(number, exclusiveMaximum) >= 0) {
      fail(place, 'number_lt', `Must be less than ${rationalText(exclusiveMaximum)}`);
    }
    if (minimum !== undefined && compareDecimals(number, minimum) < 0) {
      fail(place, 'number_gte', `Must be greater than or equal to ${rationalText(minimum)}`);
    }
    if (exclusiveMinimum !== undefined && compareDecimals(number, exclusiveMinimum) <= 0) {
      fail(place, 'number_gt', `Must be greater than ${rationalText(exclusiveMinimum)}`);
    }
  }
  place.outcome.score++;
}
