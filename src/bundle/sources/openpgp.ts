import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GatewayError } from '../../errors.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;

/** Puts exported OpenPGP public keys into an empty folder of gpg's. Throws GatewayError bundle_unreadable. */
export async function importKeys(home: string, keys: readonly Uint8Array[]): Promise<void> {
  const files = keys.map((_, index) => join(home, `${index}.pgp`));
  await Promise.all(keys.map((key, index) => writeFile(files[index]!, key)));
  const args = ['--homedir', home, '--batch', '--no-tty', '--quiet', '--import', '--', ...files];
  await run('gpg', args, { timeout: TIMEOUT_MS }).catch((error: NodeJS.ErrnoException & { stderr?: string }) => {
    const advice = 'the program gpg is not in the PATH of the gateway: install it (on Debian: apt install gpg)';
    const message = error.code === 'ENOENT' ? advice : `a key of signed_by: ${error.stderr || error.message}`;
    throw new GatewayError('bundle_unreadable', message, { cause: error });
  });
}
