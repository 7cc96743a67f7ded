import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { readManifest } from '../bundle/manifest.ts';
import { contentDigest } from '../toolchain/layout.ts';
import type { Inspection } from '../toolchain/wire.ts';
import { readBundle } from './bundle-file.ts';
import { colours, print, printJson } from './output.ts';
import { DEFAULT_POLICIES, readPolicies, withToolchain } from './policy-files.ts';

/** `regate inspect`: what is in a bundle, or in a folder of Rego. */
export function registerInspect(program: Command): void {
  program
    .command('inspect')
    .description('print what is in a bundle or in a folder of Rego')
    .argument('[path]', 'bundle file or folder', DEFAULT_POLICIES)
    .option('--json', 'print all of it')
    .action(async (path: string, { json }: { json?: true }) => {
      const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
      const seen = isFolder ? await inspectFolder(path) : await inspectBundle(path);
      if (json) printJson(seen.value);
      else print(seen.text);
    });
}

async function inspectBundle(path: string): Promise<{ value: object; text: string }> {
  const files = await readBundle(path);
  const { revision, roots, entrypoints, regate } = readManifest(files);
  const value = {
    revision,
    digest: contentDigest(files),
    roots,
    entrypoints,
    signed: files.some(({ name }) => name === '.signatures.json'),
    ...(regate && { reads: regate.reads }),
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
  };
  const text = [
    row('revision', revision || 'none'),
    row('digest', value.digest),
    row('signed', value.signed ? 'yes' : 'no'),
    row('roots', roots.map((root) => root || '(all)').join(', ')),
    ...entrypoints.map((name) => row('entrypoint', name)),
    ...value.files.map(({ name, bytes }) => row('file', `${name} ${colours.dim(`${bytes} bytes`)}`)),
  ];
  return { value, text: text.join('\n') };
}

async function inspectFolder(path: string): Promise<{ value: Inspection; text: string }> {
  const sources = await readPolicies([path]);
  const value = await withToolchain((toolchain) => toolchain.inspect(sources));
  const text = [
    ...Object.entries(value.packages).map(([name, files]) =>
      row('package', `${name} ${colours.dim(files.join(', '))}`),
    ),
    ...value.entrypoints.map((name) => row('entrypoint', name)),
    ...value.data.map((name) => row('data', name)),
    ...value.annotations.map(({ path: ref, title }) => row('annotated', `${ref}${title ? `: ${title}` : ''}`)),
  ];
  return { value, text: text.join('\n') };
}

function row(title: string, value: string): string {
  return `${colours.bold(title.padEnd(12))} ${value}`;
}
