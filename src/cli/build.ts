import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { writeArchive } from '../bundle/archive.ts';
import { prove } from '../bundle/prove.ts';
import { GatewayError } from '../errors.ts';
import type { Built, BundleFile, Sources, Toolchain } from '../toolchain/toolchain.ts';
import { append } from './arguments.ts';
import { formatWarning, note, print, printJson, withProgress } from './output.ts';
import { DEFAULT_POLICIES, readPolicies, withToolchain } from './policy-files.ts';
import { addSigningOptions, type SigningOptions, sign } from './signing.ts';

interface Options extends Partial<SigningOptions> {
  readonly output: string;
  readonly entrypoint?: readonly string[];
  readonly revision?: string;
  readonly serial?: number;
  readonly commit?: string | true;
  readonly sign?: string;
  readonly tests: boolean;
  readonly json?: true;
}

/** `regate build`: makes a bundle of a policy. */
export function registerBuild(program: Command): void {
  const command = program
    .command('build')
    .description('test a policy and compile it to a bundle; equal sources give equal bytes')
    .argument('[path]', 'folder of Rego and data', DEFAULT_POLICIES)
    .option('-o, --output <file>', 'where the bundle is written', 'bundle.tar.gz')
    .option(
      '-e, --entrypoint <name>',
      'as gateway/decision, besides those that METADATA marks; may be repeated',
      append,
    )
    .option('--revision <text>', "default: made of the content's digest")
    .option('--serial <number>', 'place in the order of releases; a gateway takes no lower one than it has', serial)
    .option('--commit [hash]', 'record a git commit; default: that of the folder')
    .option('--sign <file>', 'private key to sign with, PEM')
    .addOption(new Option('--no-tests', 'neither run the tests nor make sure that both engines agree; no proof'))
    .option('--json', 'print what was built');
  addSigningOptions(command).action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const sources = await readPolicies([path]);
  const built = await withToolchain((toolchain) =>
    withProgress('Building', testAndBuild(toolchain, sources, path, options)),
  );
  const files = options.sign === undefined ? built.files : await sign(built.files, options.sign, options);
  const archive = await writeArchive(files);
  await writeFile(options.output, archive).catch((error: Error) => {
    throw new GatewayError('usage', `the bundle cannot be written: ${error.message}`, { cause: error });
  });
  if (options.json) {
    printJson(summary(built, files, options.output, archive.length));
    return;
  }
  for (const warning of built.warnings) note(formatWarning(warning));
  print(`${options.output}: revision ${built.revision}, ${archive.length} bytes, ${built.entrypoints.join(', ')}`);
}

function testAndBuild(toolchain: Toolchain, sources: Sources, path: string, options: Options): Promise<Built> {
  const { entrypoint = [], revision, serial } = options;
  const commit = options.commit === true ? commitOf(path) : options.commit;
  const build = () =>
    toolchain.build(sources, {
      entrypoints: entrypoint,
      ...(revision === undefined ? {} : { revision }),
      metadata: { ...(commit === undefined ? {} : { commit }), ...(serial === undefined ? {} : { serial }) },
    });
  return options.tests ? prove(sources, build, { toolchain, now: Date.now() }) : build();
}

function serial(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}

function commitOf(folder: string): string {
  try {
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
    return git('rev-parse', 'HEAD');
  } catch (cause) {
    throw new GatewayError('usage', `--commit: ${folder} is in no git repository that can be read`, { cause });
  }
}

function summary(built: Built, files: readonly BundleFile[], output: string, bytes: number): object {
  const { revision, entrypoints, reads, builtins, deterministic, warnings } = built;
  const names = files.map(({ name }) => name);
  return { output, bytes, revision, entrypoints, reads, builtins, deterministic, warnings, files: names };
}
