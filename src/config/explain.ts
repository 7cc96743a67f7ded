import type { ErrorObject } from 'ajv';
import { type Path, type Problem, valueAt } from './path.ts';
import { suggestion } from './suggest.ts';

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping of keys',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  boolean: '`true` or `false`',
};

/** One error of ajv (with `verbose`) as a sentence for the person who wrote the file. */
export function explain(error: ErrorObject, written: unknown): Problem {
  const at = toPath(error.instancePath, written);
  const { params, parentSchema = {} } = error;
  const name = error.propertyName ?? params.additionalProperty;
  const path = name === undefined ? at : [...at, name];
  const place = { code: 'schema', path, key: name !== undefined };
  const shown = `\`${show(error.propertyName ?? valueAt(written, at))}\``;

  switch (error.keyword) {
    case 'additionalProperties':
      return { ...place, message: `unknown key${suggestion(name, Object.keys(parentSchema.properties ?? {}))}` };
    case 'required':
      return { ...place, key: true, message: `\`${params.missingProperty}\` is missing` };
    case 'enum': {
      const allowed: string[] = params.allowedValues;
      const list = allowed.map((value) => `\`${value}\``).join(', ');
      return { ...place, message: `${shown} is none of ${list}` };
    }
    case 'minimum':
    case 'maximum':
      return { ...place, message: `${shown} is not a number from ${parentSchema.minimum} to ${parentSchema.maximum}` };
    case 'atLeast':
      return { ...place, message: `${shown} is less than ${error.schema}` };
    case 'atMost':
      return { ...place, message: `${shown} is more than ${error.schema}` };
    case 'minItems':
    case 'minLength':
      return { ...place, message: 'must not be empty' };
    case 'minProperties':
    case 'maxProperties':
      return {
        ...place,
        message: parentSchema.properties ? exactlyOne(parentSchema.properties) : 'needs at least one entry',
      };
    case 'maxItems':
    case 'maxLength':
      return { ...place, message: `is longer than ${params.limit}` };
    case 'uniqueItems':
      return { ...place, path: [...path, params.i], message: 'stands in the list twice' };
  }
  if (parentSchema.expected) return { ...place, message: `${shown} is not ${parentSchema.expected}` };
  return { ...place, message: `${shown} is not ${[params.type].flat().map(typeName).join(' or ')}` };
}

function typeName(type: string): string {
  return TYPES[type] ?? type;
}

function exactlyOne(properties: object): string {
  const keys = Object.keys(properties).map((key) => `\`${key}\``);
  return `needs exactly one of ${keys.join(' and ')}`;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** An ajv `instancePath` (a JSON pointer) as a path; indexes of lists become numbers. */
function toPath(pointer: string, value: unknown): Path {
  const parts = pointer.split('/').slice(1);
  const path: (string | number)[] = [];
  for (const part of parts.map((raw) => raw.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    path.push(Array.isArray(valueAt(value, path)) ? Number(part) : part);
  }
  return path;
}
