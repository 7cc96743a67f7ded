// Writes src/contracts/*.ts from schemas/*.schema.json. With --check it writes nothing and exits 1 where a file differs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

/** Folders hold schemas that are not ours. */
const EXTENSION = '.schema.json';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const stale: string[] = [];

/**
 * The schema with what its reader may rely on made explicit: a member that has a default is always there, an object of
 * which nothing is said may hold anything, and a value of which nothing is said is unknown.
 */
function explicit(schema: JSONSchema): JSONSchema {
  const result: JSONSchema = { ...schema };
  if (schema.properties) {
    const members = Object.entries(schema.properties);
    result.properties = Object.fromEntries(members.map(([key, member]) => [key, explicit(member)]));
    const present = members.filter(([, member]) => member.default !== undefined).map(([key]) => key);
    result.required = [...new Set([...(Array.isArray(schema.required) ? schema.required : []), ...present])];
  }
  for (const key of ['items', 'additionalProperties'] as const) {
    const inner = schema[key];
    if (inner && typeof inner === 'object' && !Array.isArray(inner)) result[key] = explicit(inner);
  }
  if (schema.definitions) {
    result.definitions = Object.fromEntries(
      Object.entries(schema.definitions).map(([key, definition]) => [key, explicit(definition)]),
    );
  }
  if (schema.type === 'object' && !schema.properties && schema.additionalProperties === undefined) {
    result.tsType = 'Record<string, unknown>';
  }
  const constraints = ['type', 'enum', 'const', '$ref', 'oneOf', 'anyOf', 'allOf'];
  if (!constraints.some((key) => key in schema)) result.tsType = 'unknown';
  return result;
}

for (const file of readdirSync(join(root, 'schemas')).filter((entry) => entry.endsWith(EXTENSION))) {
  const name = file.slice(0, -EXTENSION.length);
  const schema = JSON.parse(readFileSync(join(root, 'schemas', file), 'utf8')) as JSONSchema;
  const text = await compile(explicit(schema), name, {
    bannerComment: `// Made by \`npm run types\` from schemas/${file}. Do not edit.`,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
  const target = join(root, 'src/contracts', `${name}.ts`);
  if (!check) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) stale.push(`src/contracts/${name}.ts`);
}

if (stale.length > 0) {
  console.error(`Out of date, run \`npm run types\`: ${stale.join(', ')}`);
  process.exitCode = 1;
}
