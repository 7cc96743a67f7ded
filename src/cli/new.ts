import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { GatewayError } from '../errors.ts';
import { readSources } from '../toolchain/sources.ts';
import { entrypointPolicy, type NewFiles, rulePolicy } from './new-policy.ts';
import { print, printJson } from './output.ts';
import { DEFAULT_POLICIES } from './policy-files.ts';

const AFTER = `
The first policy of a folder is the one that the gateway asks: it has the entrypoint NAME/decision. Each further one is a
package with a rule for it to ask. Both come with tests that pass, and with a case: an input for "regate eval".`;

/** `regate new`: makes what a policy begins with. */
export function registerNew(program: Command): void {
  program
    .command('new')
    .description('make what is written again and again')
    .command('policy')
    .description('make a package with a rule, its metadata, its tests and a case')
    .argument('<name>', 'of the package: small letters, digits and _', packageName)
    .option('-p, --policy <folder>', 'folder of the policy', DEFAULT_POLICIES)
    .option('--json', 'print {"files": [...]}')
    .addHelpText('after', AFTER)
    .action(run);
}

async function run(name: string, { policy, json }: { policy: string; json?: true }): Promise<void> {
  const files = (await hasEntrypoint(policy)) ? rulePolicy(name) : entrypointPolicy(name);
  const made = await writeAll(policy, files);
  if (json) return printJson({ files: made });
  for (const file of made) print(file);
}

async function hasEntrypoint(folder: string): Promise<boolean> {
  const there = await stat(folder).catch(() => undefined);
  if (there === undefined) return false;
  const { files } = await readSources(folder);
  return files.some(
    ({ path, bytes }) => path.endsWith('.rego') && /^# entrypoint: true$/m.test(Buffer.from(bytes).toString()),
  );
}

/** Writes all of them or none: nothing that is there is replaced. */
async function writeAll(folder: string, files: NewFiles): Promise<string[]> {
  const paths = Object.keys(files).map((path) => join(folder, path));
  for (const path of paths) {
    const there = await stat(path).catch(() => undefined);
    if (there) throw new GatewayError('usage', `${path} exists already; nothing was written`);
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  return paths;
}

function packageName(name: string): string {
  if (/^[a-z][a-z0-9_]{0,63}$/.test(name)) return name;
  throw new InvalidArgumentError('It is a small letter, then at most 63 small letters, digits or _.');
}
