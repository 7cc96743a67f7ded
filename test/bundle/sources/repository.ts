import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '../../system/program.ts';

const run = promisify(execFile);

/** A bare repository on this machine, and a clone to work in. */
export interface Repository {
  /** `file://` URL of the bare one. */
  readonly url: string;
  /** Everything that belongs to it: `origin.git`, `work`, and room for more. */
  readonly folder: string;
  /** Runs git in the clone; returns what it prints. */
  git(...args: string[]): Promise<string>;
  /** Writes files (a text of undefined removes one) and commits them; returns the commit. */
  commit(files: Readonly<Record<string, string | undefined>>, ...options: string[]): Promise<string>;
  /** Brings HEAD to the branch `main` of the bare one, whatever is there. */
  push(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a repository whose branch `main` has one commit with these files. */
export async function openRepository(files: Readonly<Record<string, string>>): Promise<Repository> {
  const program = await requireProgram('git');
  const folder = await mkdtemp(join(tmpdir(), 'regate-git-'));
  const work = join(folder, 'work');
  // Nothing goes on in the background when the folder is removed.
  await writeFile(join(folder, '.gitconfig'), '[gc]\n\tauto = 0\n[protocol "file"]\n\tallow = always\n');
  const identity = { NAME: 'An Author', EMAIL: 'author@example.com' };
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      Object.entries(identity).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  };
  const git = async (...args: string[]) => {
    const { stdout } = await run(program, ['-C', work, ...args], { env });
    return stdout.trim();
  };
  await run(program, ['init', '--quiet', '--bare', '--initial-branch=main', join(folder, 'origin.git')], { env });
  await run(program, ['init', '--quiet', '--initial-branch=main', work], { env });
  const url = `file://${join(folder, 'origin.git')}`;
  await git('remote', 'add', 'origin', url);

  const repository: Repository = {
    url,
    folder,
    git,
    async commit(changed, ...options) {
      for (const [path, text] of Object.entries(changed)) {
        const file = join(work, path);
        await mkdir(dirname(file), { recursive: true });
        if (text === undefined) await rm(file);
        else await writeFile(file, text);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message=change', ...options);
      return git('rev-parse', 'HEAD');
    },
    async push() {
      await git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/main');
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
  await repository.commit(files);
  await repository.push();
  return repository;
}
