import { RegoObject, type Value } from '../../value.ts';
import { isArray } from '../operands.ts';
import { arrayMember, isSchemaLike } from './members.ts';
import { isPattern } from './pattern.ts';
import { invalidType, SchemaError } from './schema-error.ts';
import type { Keyword, SubSchema } from './sub-schema.ts';

/** They are compiled where they are referred to; here their mistakes are found. @throws SchemaError */
export function readDefinitions(node: RegoObject, child: (node: Value) => SubSchema): void {
  const definitions = node.get('definitions');
  if (definitions === undefined) return;
  if (!(definitions instanceof RegoObject)) throw invalidType('Array Of Schemas', 'definitions');
  for (const [, definition] of definitions) {
    if (!isSchemaLike(definition)) throw invalidType('Array Of Schemas', 'definitions');
    child(definition);
  }
}

export function properties(node: RegoObject, schema: SubSchema, child: (node: Value) => SubSchema): void {
  const member = node.get('properties');
  if (member === undefined) return;
  if (!(member instanceof RegoObject)) throw new SchemaError('Properties must be of type object');
  schema.properties = new Map([...member].map(([name, part]) => [name as string, child(part)]));
}

/** The schema of what no other keyword is for, or whether there may be such a thing. */
export function rest(key: 'additionalProperties' | 'additionalItems'): Keyword {
  return (node, schema, child) => {
    const member = node.get(key);
    if (member === undefined) return;
    if (!isSchemaLike(member)) throw invalidType('boolean/Valid Schema', key);
    schema[key] = typeof member === 'boolean' ? member : child(member);
  };
}

export function patternProperties(node: RegoObject, schema: SubSchema, child: (node: Value) => SubSchema): void {
  const member = node.get('patternProperties');
  if (member === undefined) return;
  if (!(member instanceof RegoObject)) throw invalidType('Valid Schema', 'patternProperties');
  schema.patternProperties = [...member].map(([key, part]) => {
    const pattern = key as string;
    if (!isPattern(pattern)) throw new SchemaError(`Invalid regex pattern '${pattern}'`);
    return [pattern, child(part)];
  });
}

export function propertyNames(node: RegoObject, schema: SubSchema, child: (node: Value) => SubSchema): void {
  const member = node.get('propertyNames');
  if (member === undefined || schema.draft < 6) return;
  if (!isSchemaLike(member)) throw invalidType('Valid Schema', 'patternProperties');
  schema.propertyNames = child(member);
}

const DEPENDENCY = 'Dependency must be of type Schema Or Array Of Strings';

export function dependencies(node: RegoObject, schema: SubSchema, child: (node: Value) => SubSchema): void {
  const member = node.get('dependencies');
  if (member === undefined) return;
  if (!(member instanceof RegoObject)) throw new SchemaError('dependencies must be of type object');
  for (const [name, dependency] of member) {
    if (isSchemaLike(dependency)) schema.dependencies.set(name as string, child(dependency));
    else schema.dependencies.set(name as string, namesOf(dependency));
  }
}

function namesOf(value: Value): readonly string[] {
  if (!isArray(value) || !value.every((name) => typeof name === 'string')) throw new SchemaError(DEPENDENCY);
  return value;
}

export function items(node: RegoObject, schema: SubSchema, child: (node: Value) => SubSchema): void {
  const member = node.get('items');
  if (member === undefined) return;
  const parts = isArray(member) ? member : [member];
  const compiled = parts.map((part) => {
    if (!isSchemaLike(part)) throw invalidType('Valid Schema/Array Of Schemas', 'items');
    return child(part);
  });
  schema.items = isArray(member) ? compiled : (compiled[0] as SubSchema);
}

export function combined(key: 'oneOf' | 'anyOf' | 'allOf'): Keyword {
  return (node, schema, child) => {
    schema[key] = (arrayMember(node, key) ?? []).map(child);
  };
}

export function single(key: 'not' | 'if' | 'then' | 'else', since: number): Keyword {
  return (node, schema, child) => {
    const member = node.get(key);
    if (member === undefined || schema.draft < since) return;
    if (!isSchemaLike(member)) throw new SchemaError(`${key} must be of an object`);
    schema[key] = child(member);
  };
}

export function contains(node: RegoObject, schema: SubSchema, child: (node: Value) => SubSchema): void {
  const member = node.get('contains');
  if (member !== undefined && schema.draft >= 6) schema.contains = child(member);
}
