import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { createTwoFilesPatch } from 'diff';
import { labelOf } from '../toolchain/sources.ts';
import { colours, EXIT, note, print, printJson } from './output.ts';
import { DEFAULT_POLICIES, readPolicies, withToolchain } from './policy-files.ts';

interface Options {
  readonly diff?: true;
  readonly write?: true;
  readonly json?: true;
}

/** `regate fmt`: brings Rego files into OPA's format. */
export function registerFmt(program: Command): void {
  program
    .command('fmt')
    .description("name the Rego files that are not in OPA's format; exits with 1 if there is one")
    .argument('[paths...]', 'folders or files', [DEFAULT_POLICIES])
    .option('--diff', 'print what would change')
    .option('--write', 'change the files, and exit with 0')
    .option('--json', 'print [{"file", "before", "after"}]')
    .action(run);
}

async function run(paths: string[], { diff, write, json }: Options): Promise<void> {
  const sources = await readPolicies(paths);
  const changed = await withToolchain(async (toolchain) => {
    const files = await toolchain.format(sources);
    return files.map(({ path, before, after }) => ({ file: labelOf(sources, path), before, after }));
  });
  for (const { file, after } of write ? changed : []) await writeFile(file, after);
  if (json) printJson(changed);
  else for (const { file, before, after } of changed) print(diff ? colouredDiff(file, before, after) : file);
  if (changed.length === 0 || write) return;
  if (!json)
    note(`${changed.length} ${changed.length === 1 ? 'file is' : 'files are'} not formatted; --write changes that.`);
  process.exitCode = EXIT.found;
}

function colouredDiff(file: string, before: string, after: string): string {
  const lines = createTwoFilesPatch(file, file, before, after, '', '', { context: 3 }).trimEnd().split('\n');
  return lines.map((line) => (colourOf(line) ?? String)(line)).join('\n');
}

function colourOf(line: string): ((text: string) => string) | undefined {
  if (/^(\+\+\+|---|===)/.test(line)) return colours.bold;
  if (line.startsWith('+')) return colours.green;
  if (line.startsWith('-')) return colours.red;
  return line.startsWith('@@') ? colours.cyan : undefined;
}
