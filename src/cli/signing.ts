import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { signBundle } from '../bundle/signature.ts';
import { GatewayError } from '../errors.ts';
import type { BundleFile } from '../toolchain/toolchain.ts';

export interface SigningOptions {
  readonly keyId: string;
  readonly algorithm: string;
  readonly scope?: string;
}

/** Options of every command that signs or verifies. */
export function addSigningOptions(command: Command): Command {
  return command
    .option('--key-id <id>', 'name of the key', 'default')
    .option('--algorithm <name>', 'of the signature, as ES256, RS256 or EdDSA', 'ES256')
    .option('--scope <text>', 'what the signature is good for');
}

/** Signs a bundle with the private key of a file. */
export async function sign(
  files: readonly BundleFile[],
  keyFile: string,
  { keyId = 'default', algorithm = 'ES256', scope }: Partial<SigningOptions>,
): Promise<BundleFile[]> {
  const pem = await readKey(keyFile);
  return signBundle(files, { pem, id: keyId, algorithm, ...(scope === undefined ? {} : { scope }) });
}

/** The text of a key file. Throws GatewayError usage. */
export async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new GatewayError('usage', `the key cannot be read: ${error.message}`, { cause: error });
  });
}
