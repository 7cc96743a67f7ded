// Writes docs/configuration.md from schemas/config.schema.json. With --check it writes nothing and exits 1 where it differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly expected?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly atLeast?: string;
  readonly atMost?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

interface Row {
  readonly key: string;
  readonly schema: Schema;
  readonly required: boolean;
}

const root = join(import.meta.dirname, '..');
const target = join(root, 'docs/configuration.md');
const schema = JSON.parse(readFileSync(join(root, 'schemas/config.schema.json'), 'utf8')) as Schema;
const introduction = readFileSync(join(import.meta.dirname, 'configuration-introduction.md'), 'utf8');

function resolve(part: Schema): Schema {
  const name = part.$ref?.split('/').at(-1);
  return name === undefined ? part : { ...schema.definitions?.[name], ...part };
}

/** The keys inside an object, a list or a mapping by name, each with its path from the section's key. */
function rows(part: Schema, prefix: string): Row[] {
  const { properties = {}, additionalProperties, items, required = [] } = resolve(part);
  const inner = Object.entries(properties).flatMap(([name, member]): Row[] => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    return [{ key, schema: resolve(member), required: required.includes(name) }, ...rows(member, key)];
  });
  if (additionalProperties) inner.push(...rows(additionalProperties, prefix === '' ? 'NAME' : `${prefix}.NAME`));
  if (items) inner.push(...rows(items, `${prefix}[]`));
  return inner;
}

function typeOf(part: Schema): string {
  const { $ref, type, enum: values, items, properties, additionalProperties } = resolve(part);
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  const name = $ref?.split('/').at(-1);
  if (name !== undefined) return name === 'timeout' ? 'duration' : name.replaceAll('_', ' ');
  if (type === 'array')
    return `list of ${items && resolve(items).type === 'object' ? 'mappings' : typeOf(items ?? {})}`;
  if (type === 'object') return !properties && additionalProperties ? 'mapping by name' : 'mapping';
  if (type === 'integer') return 'number';
  return [type]
    .flat()
    .map((one) => ({ array: 'list', integer: 'number' })[one ?? ''] ?? one)
    .join(' or ');
}

function defaultOf({ schema: { default: value }, required }: Row): string {
  if (required) return 'required';
  if (value === undefined || JSON.stringify(value) === '{}') return '';
  return `\`${inline(value)}\``;
}

function meaning({ description = '', examples, minimum, maximum, atLeast, atMost, type, $ref }: Schema): string {
  const bounds: string[] = [];
  if (type === 'integer' && minimum !== undefined) bounds.push(`From ${minimum} to ${maximum}.`);
  if (atLeast) bounds.push(`At least ${atLeast}.`);
  if (atMost && !(atMost === schema.definitions?.timeout?.atMost && $ref)) bounds.push(`At most ${atMost}.`);
  const example = examples?.map((value) => `Example: \`${inline(value)}\``) ?? [];
  return [description, ...bounds, ...example].join(' ').replaceAll('|', '\\|');
}

/** A value in YAML's short form. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}: ${inline(member)}`)
    .join(', ')}}`;
}

function section([key, part]: [string, Schema]): string {
  const whole: Row = { key, schema: resolve(part), required: schema.required?.includes(key) ?? false };
  const inner = rows(part, '').map((row) => ({ ...row, key: row.key.replace(/^\[\]\./, '') }));
  const head = [`## \`${key}\``, '', meaning(whole.schema), ''];
  const fallback = defaultOf(whole);
  head.push([`Type: ${typeOf(part)}.`, fallback && `Default: ${fallback}.`].filter(Boolean).join(' '));
  if (inner.length === 0) return head.join('\n').replace('Default: required.', 'It is required.');
  const table = inner.map(
    (row) => `| \`${row.key}\` | ${typeOf(row.schema)} | ${defaultOf(row)} | ${meaning(row.schema)} |`,
  );
  return [...head, '', '| Key | Type | Default | Meaning |', '|---|---|---|---|', ...table]
    .join('\n')
    .replace('Default: required.', 'It is required.');
}

const text = `${[introduction.trim(), ...Object.entries(schema.properties ?? {}).map(section)].join('\n\n')}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('Out of date, run `node scripts/docs.ts`: docs/configuration.md');
  process.exitCode = 1;
}
