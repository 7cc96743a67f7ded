import type { Command } from 'commander';
import type { Dependencies } from '../toolchain/wire.ts';
import { append } from './arguments.ts';
import { colours, print, printJson } from './output.ts';
import { DEFAULT_POLICIES, readPolicies, withToolchain } from './policy-files.ts';

/** `regate deps`: what a policy reads. */
export function registerDeps(program: Command): void {
  program
    .command('deps')
    .description('print what each entrypoint reads: paths of the input, data, and the rules that take part')
    .argument('[path]', 'folder of Rego and data', DEFAULT_POLICIES)
    .option(
      '-e, --entrypoint <name>',
      'as gateway/decision, besides those that METADATA marks; may be repeated',
      append,
    )
    .option('--json', 'print {"ENTRYPOINT": {"input", "data", "rules"}}')
    .action(async (path: string, { entrypoint, json }: { entrypoint?: readonly string[]; json?: true }) => {
      const sources = await readPolicies([path]);
      const all = await withToolchain((toolchain) => toolchain.deps(sources, entrypoint));
      if (json) printJson(all);
      else for (const [name, dependencies] of Object.entries(all)) printDependencies(name, dependencies);
    });
}

function printDependencies(name: string, { input, data, rules }: Dependencies): void {
  print(colours.bold(name));
  const paths = input?.map((path) => ['input', ...path].join('.')) ?? [colours.yellow('input (all of it)')];
  for (const path of paths) print(`  ${path}`);
  for (const ref of data) print(`  ${ref}`);
  for (const ref of rules) print(colours.dim(`  ${ref}`));
}
