import type { Value } from '../../value.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { compileSchema } from './compile.ts';
import { documentText, parseDocument } from './document.ts';
import { failureValues, isValid } from './outcome.ts';
import { SchemaError } from './schema-error.ts';
import type { SubSchema } from './sub-schema.ts';
import { validateDocument } from './validate.ts';

/**
 * JSON Schema of drafts 4, 6 and 7 (OPA: topdown/jsonschema.go). Schemas are interpreted, not compiled to code, since
 * they may come from a client. References lead within a schema or to the three drafts themselves, never to the network
 * or to files.
 */
export const JSON_SCHEMA: Readonly<Record<string, Builtin>> = {
  'json.match_schema': ([document, schema], context) => match(document, schema, context),
  'json.verify_schema': ([schema], context) => verify(schema, context),
};

function match(document: Value | undefined, schema: Value | undefined, context: BuiltinContext): Value {
  const value = parseDocument(documentText(document));
  const outcome = validateDocument(compiled(documentText(schema), context), value, context);
  return [isValid(outcome), failureValues(outcome)];
}

function verify(schema: Value | undefined, context: BuiltinContext): Value {
  try {
    compiled(documentText(schema), context);
    return [true, null];
  } catch (thrown) {
    if (thrown instanceof SchemaError) return [false, `jsonschema: ${thrown.message}`];
    throw thrown;
  }
}

/** Schemas that are kept at once, and the characters that one may have. */
const MAX_KEPT = 64;
const MAX_CHARACTERS = 64 << 10;

/** Schemas that were used last, by their texts; a policy asks for the same ones again and again. */
const kept = new Map<string, SubSchema>();

function compiled(text: string, context: BuiltinContext): SubSchema {
  const known = kept.get(text);
  const schema = known ?? compileSchema(parseDocument(text), () => context.checkDeadline());
  if (text.length > MAX_CHARACTERS) return schema;
  kept.delete(text);
  kept.set(text, schema);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return schema;
}
