/*
 * Writes docs/builtins.md: every built-in of OPA, and where it runs.
 *
 *   node scripts/builtins.ts            writes it
 *   node scripts/builtins.ts --check    writes nothing and exits 1 where it differs
 *   node scripts/builtins.ts --opa      takes the list of built-ins anew, with Go, from the OPA that opa/go.mod pins
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILTINS, NONDETERMINISTIC_BUILTINS, REFUSED_BUILTINS } from '../src/policy/builtins/registry.ts';
import { CHANCE, REMARKS } from './builtin-remarks.ts';

interface OpaBuiltins {
  readonly opa: string;
  readonly builtins: readonly { readonly name: string; readonly arity: number; readonly deprecated?: boolean }[];
}

interface Capabilities {
  readonly builtins: readonly {
    readonly name: string;
    readonly decl: { readonly args?: readonly unknown[] };
    readonly deprecated?: boolean;
  }[];
}

const COMPILER = ['assign', 'eq', 'print', 'rego.metadata.chain', 'rego.metadata.rule'];

const root = join(import.meta.dirname, '..');
const list = join(import.meta.dirname, 'opa-builtins.json');
const target = join(root, 'docs/builtins.md');

if (process.argv.includes('--opa')) writeFileSync(list, `${JSON.stringify(opaBuiltins(), null, 2)}\n`);
const text = page(JSON.parse(readFileSync(list, 'utf8')) as OpaBuiltins);
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('Out of date, run `node scripts/builtins.ts`: docs/builtins.md');
  process.exitCode = 1;
}

function opaBuiltins(): OpaBuiltins {
  const args = ['list', '-m', '-f', '{{.Dir}}\n{{.Version}}', 'github.com/open-policy-agent/opa'];
  const [folder = '', version = ''] = execFileSync('go', args, { cwd: join(root, 'opa'), encoding: 'utf8' }).split(
    '\n',
  );
  const { builtins } = JSON.parse(readFileSync(join(folder, 'capabilities.json'), 'utf8')) as Capabilities;
  return {
    opa: version.replace(/^v/, ''),
    builtins: builtins.map(({ name, decl: { args = [] }, deprecated }) => ({
      name,
      arity: args.length,
      ...(deprecated && { deprecated }),
    })),
  };
}

function page({ opa, builtins }: OpaBuiltins): string {
  const introduction = readFileSync(join(import.meta.dirname, 'builtins-introduction.md'), 'utf8');
  const rows = builtins.map(
    ({ name }) => `| \`${name}\` | ${placeOf(name)} | ${chanceOf(name)} | ${remarksOn(name)} |`,
  );
  return [
    introduction.replace('{{OPA}}', opa).replace('{{COUNT}}', String(builtins.length)),
    '## All of them',
    '',
    '| Name | Runs in | Deterministic | Remarks |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function placeOf(name: string): string {
  if (REFUSED_BUILTINS.has(name)) return 'nowhere';
  if (BUILTINS.has(name)) return 'gateway';
  return COMPILER.includes(name) ? 'compiler' : 'module';
}

function chanceOf(name: string): string {
  if (REFUSED_BUILTINS.has(name)) return '–';
  return NONDETERMINISTIC_BUILTINS.has(name) ? `no: ${CHANCE[name]}` : 'yes';
}

function remarksOn(name: string): string {
  const reason = REFUSED_BUILTINS.get(name);
  const refusal = reason === undefined ? [] : [`Refused: ${reason}.`];
  return [...refusal, ...REMARKS.flatMap(([names, remark]) => (names.includes(name) ? [remark] : []))].join(' ');
}
