// Writes src/contracts/*.ts from schemas/*.schema.json. With --check it writes nothing and exits 1 where a file differs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const stale: string[] = [];

for (const file of readdirSync(join(root, 'schemas'))) {
  const name = file.replace(/\.schema\.json$/, '');
  const schema = JSON.parse(readFileSync(join(root, 'schemas', file), 'utf8'));
  const text = await compile(schema, name, {
    bannerComment: `// Made by \`npm run types\` from schemas/${file}. Do not edit.`,
    additionalProperties: false,
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
