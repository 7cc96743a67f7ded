import type { Command } from 'commander';
import { verifyBundle } from '../bundle/signature.ts';
import { readBundle } from './bundle-file.ts';
import { print, printJson } from './output.ts';
import { addSigningOptions, readKey, type SigningOptions } from './signing.ts';

interface Options extends SigningOptions {
  readonly key: string;
  readonly json?: true;
}

/** `regate verify`: verifies the signature of a bundle. */
export function registerVerify(program: Command): void {
  const command = program
    .command('verify')
    .description('verify the signature of a bundle; exits with 1 if it is not valid')
    .argument('<bundle>', 'bundle file')
    .requiredOption('--key <file>', 'public key, PEM')
    .option('--json', 'print {"key_id": ID}');
  addSigningOptions(command).action(async (bundle: string, { key, keyId, algorithm, scope, json }: Options) => {
    const trusted = { pem: await readKey(key), algorithm, ...(scope === undefined ? {} : { scope }) };
    const verified = await verifyBundle(await readBundle(bundle), { [keyId]: trusted });
    if (json) printJson({ key_id: verified.keyId });
    else print(`${bundle}: the signature of ${verified.keyId} is valid`);
  });
}
