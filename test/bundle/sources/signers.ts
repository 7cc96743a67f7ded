import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '../../system/program.ts';

const run = promisify(execFile);

/** Somebody who can sign commits. */
export interface Signer {
  /** Options of `git -c` that make commits bear the signature. */
  readonly options: readonly string[];
  /** A file that lists the signer: `allowed_signers`, or an exported key. */
  readonly file: string;
}

/** A signer with a key of ssh. `limits` stand before the key, as `valid-before="…"`. */
export async function sshSigner(folder: string, name: string, limits = ''): Promise<Signer> {
  const program = await requireProgram('ssh-keygen');
  const key = join(folder, name);
  await run(program, ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', key]);
  const file = `${key}.allowed`;
  const [type, text] = (await readFile(`${key}.pub`, 'utf8')).split(' ');
  await writeFile(file, `# who may release\n${name}@example.com namespaces="git" ${limits} ${type} ${text}\n`);
  return { options: ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`, '-c', 'commit.gpgSign=true'], file };
}

/**
 * A signer with an OpenPGP key, exported as text or as bytes. With `year` the key is good for one day of that year, in which
 * its owner lives.
 */
export async function pgpSigner(
  folder: string,
  name: string,
  { year, armor = true }: { year?: number; armor?: boolean } = {},
): Promise<Signer & AsyncDisposable> {
  const gpg = await requireProgram('gpg');
  // Its agent's socket needs a short name.
  const home = await mkdtemp(join(tmpdir(), 'gpg-'));
  const env = { PATH: process.env.PATH, GNUPGHOME: home, HOME: home };
  const clock = year === undefined ? [] : [`--faked-system-time=${year}0101T120000!`];
  const quiet = [...clock, '--batch', '--quiet', '--no-tty', '--passphrase', ''];
  const expires = year === undefined ? '0' : '1d';
  const user = `${name} <${name}@example.com>`;
  await run(gpg, [...quiet, '--quick-gen-key', user, 'ed25519', 'sign', expires], { env });
  const file = join(folder, `${name}.pgp`);
  const shape = armor ? ['--armor'] : [];
  await run(gpg, [...quiet, ...shape, '--output', file, '--export', name], { env });
  const program = join(folder, `${name}-gpg`);
  await writeFile(program, `#!/bin/sh\nGNUPGHOME='${home}' exec gpg ${clock.join('')} --batch --no-tty "$@"\n`, {
    mode: 0o755,
  });
  return {
    options: ['-c', `gpg.program=${program}`, '-c', `user.signingKey=${name}@example.com`, '-c', 'commit.gpgSign=true'],
    file,
    async [Symbol.asyncDispose]() {
      await run('gpgconf', ['--kill', 'all'], { env }).catch(() => undefined);
      await rm(home, { recursive: true, force: true });
    },
  };
}
