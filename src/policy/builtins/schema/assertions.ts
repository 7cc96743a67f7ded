import { isNumber, type RegoObject } from '../../value.ts';
import { isArray } from '../operands.ts';
import { comparableText } from './document.ts';
import { arrayMember, countMember, stringMember } from './members.ts';
import { isPattern } from './pattern.ts';
import { isPositive, rationalOf } from './rational.ts';
import { invalidType, SchemaError } from './schema-error.ts';
import { HYBRID, type Keyword, type SubSchema } from './sub-schema.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];

export function type(node: RegoObject, schema: SubSchema): void {
  const member = node.get('type');
  if (member === undefined) return;
  const names = isArray(member) ? member : [member];
  for (const name of names) {
    if (typeof name !== 'string') throw invalidType('type', 'string/Array Of Strings');
    if (!TYPES.includes(name)) {
      const expected = `Expected valid values are:[${TYPES.join(' ')}]`;
      throw new SchemaError(`has a primitive type that is NOT VALID -- given: /${name}/ ${expected}`);
    }
    if (schema.types.includes(name)) throw new SchemaError(`${name} type is duplicated`);
    schema.types.push(name);
  }
}

export function multipleOf(node: RegoObject, schema: SubSchema): void {
  const member = node.get('multipleOf');
  if (member === undefined) return;
  const divisor = rationalOf(member);
  if (divisor === undefined) throw invalidType('Number', 'multipleOf');
  if (!isPositive(divisor)) throw new SchemaError('multipleOf must be strictly greater than 0');
  schema.multipleOf = divisor;
}

/** In draft 4 the exclusive form says whether the plain one is exclusive, later it is a bound of its own. */
export function bound(plain: 'minimum' | 'maximum', exclusive: 'exclusiveMinimum' | 'exclusiveMaximum'): Keyword {
  return (node, schema) => {
    const limit = node.get(plain);
    if (limit !== undefined) {
      const number = rationalOf(limit);
      if (number === undefined) throw new SchemaError(`${plain} must be of a Number`);
      schema[plain] = number;
    }
    const member = node.get(exclusive);
    if (member === undefined) return;
    if (typeof member === 'boolean' && (schema.draft === 4 || schema.draft === HYBRID)) {
      const number = schema[plain];
      if (number === undefined) throw new SchemaError(`${exclusive} cannot be used without ${plain}`);
      if (!member) return;
      schema[exclusive] = number;
      delete schema[plain];
      return;
    }
    if (schema.draft === 4) throw invalidType('boolean', exclusive);
    if (!isNumber(member)) throw invalidType(schema.draft === HYBRID ? 'boolean/number' : 'number', exclusive);
    const number = rationalOf(member);
    if (number !== undefined) schema[exclusive] = number;
  };
}

type Count = 'minLength' | 'maxLength' | 'minProperties' | 'maxProperties' | 'minItems' | 'maxItems';

export function count(key: Count): Keyword {
  return (node, schema) => {
    const number = countMember(node, key);
    if (number !== undefined) schema[key] = number;
  };
}

export function counts(least: Count, most: Count): Keyword {
  return (node, schema, child) => {
    count(least)(node, schema, child);
    count(most)(node, schema, child);
    const [from, to] = [schema[least], schema[most]];
    if (from !== undefined && to !== undefined && from > to) {
      throw new SchemaError(`${least} cannot be greater than ${most}`);
    }
  };
}

export function pattern(node: RegoObject, schema: SubSchema): void {
  const text = stringMember(node, 'pattern');
  if (text === undefined) return;
  if (!isPattern(text)) throw new SchemaError('pattern must be a valid regex');
  schema.pattern = text;
}

export function format(node: RegoObject, schema: SubSchema): void {
  const name = stringMember(node, 'format');
  if (name !== undefined) schema.format = name;
}

export function required(node: RegoObject, schema: SubSchema): void {
  const names = new Set<string>();
  for (const name of arrayMember(node, 'required') ?? []) {
    if (typeof name !== 'string') throw invalidType('string', 'required');
    if (names.has(name)) throw new SchemaError('required items must be unique');
    names.add(name);
  }
  schema.required = [...names];
}

export function uniqueItems(node: RegoObject, schema: SubSchema): void {
  const member = node.get('uniqueItems');
  if (member === undefined) return;
  if (typeof member !== 'boolean') throw new SchemaError('uniqueItems must be of a boolean');
  schema.uniqueItems = member;
}

export function constant(node: RegoObject, schema: SubSchema): void {
  const member = node.get('const');
  if (member !== undefined && schema.draft >= 6) schema.const = comparableText(member);
}

export function enumeration(node: RegoObject, schema: SubSchema): void {
  const members = arrayMember(node, 'enum');
  if (members === undefined) return;
  const texts = new Set<string>();
  for (const member of members) {
    const text = comparableText(member);
    if (texts.has(text)) throw new SchemaError('enum items must be unique');
    texts.add(text);
  }
  schema.enum = texts;
}
