import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayError } from '../../errors.ts';
import { type GitFolder, type GitOptions, runGit } from './git-program.ts';
import { importKeys } from './openpgp.ts';

/** A program that fails, for signatures of a kind that nobody is listed for. */
const NOBODY = 'false';

/**
 * Makes sure that a commit bears a good signature of somebody who is listed: in ssh's `allowed_signers`, or by an OpenPGP
 * public key. Neither the machine's nor the user's keys count.
 *
 * @param files that list them, of either kind
 * @throws GatewayError bundle_signature, bundle_unreadable
 */
export async function verifyCommit(folder: GitFolder, commit: string, files: readonly string[]): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'regate-signers-'));
  try {
    const options = await trust(home, files);
    const { status, message } = await runGit(folder, ['verify-commit', '--end-of-options', commit], options);
    if (status === 0) return;
    const words = message || 'it bears no signature';
    throw new GatewayError('bundle_signature', `commit ${commit} is signed by none of ${files.join(', ')}: ${words}`);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function trust(home: string, files: readonly string[]): Promise<GitOptions> {
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const keys = contents.filter(isOpenPgp);
  const signers = contents.filter((content) => !isOpenPgp(content));
  if (keys.length > 0) await importKeys(home, keys);
  const allowed = join(home, 'allowed_signers');
  await writeFile(allowed, signers.map((text) => `${text}\n`).join(''));
  return {
    env: { GNUPGHOME: home },
    settings: {
      'gpg.ssh.allowedSignersFile': allowed,
      'gpg.ssh.program': signers.length > 0 ? 'ssh-keygen' : NOBODY,
      'gpg.openpgp.program': keys.length > 0 ? 'gpg' : NOBODY,
      'gpg.x509.program': NOBODY,
    },
  };
}

/** An exported key, as text or as bytes (RFC 9580, sections 6.2 and 4.2); lines of `allowed_signers` are plain text. */
function isOpenPgp(content: Buffer): boolean {
  return content.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----') || (content[0] ?? 0) >= 0x80;
}
