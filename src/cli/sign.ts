import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { writeArchive } from '../bundle/archive.ts';
import { readBundle } from './bundle-file.ts';
import { print, printJson } from './output.ts';
import { addSigningOptions, type SigningOptions, sign } from './signing.ts';

interface Options extends SigningOptions {
  readonly key: string;
  readonly output?: string;
  readonly json?: true;
}

/** `regate sign`: signs a bundle that is already built. */
export function registerSign(program: Command): void {
  const command = program
    .command('sign')
    .description('sign a bundle, as OPA does')
    .argument('<bundle>', 'bundle file')
    .requiredOption('--key <file>', 'private key, PEM')
    .option('-o, --output <file>', 'default: the bundle itself')
    .option('--json', 'print {"output": FILE, "key_id": ID}');
  addSigningOptions(command).action(async (bundle: string, options: Options) => {
    const { key, output = bundle, json, keyId } = options;
    const signed = await sign(await readBundle(bundle), key, options);
    await writeFile(output, await writeArchive(signed));
    if (json) printJson({ output, key_id: keyId });
    else print(`${output}: signed with ${keyId}`);
  });
}
