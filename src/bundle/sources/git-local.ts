import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GatewayError } from '../../errors.ts';
import type { SourceFile } from '../../toolchain/sources.ts';
import type { GitFolder } from './git-program.ts';
import { git } from './git-program.ts';
import { findEntry, readTree } from './git-tree.ts';

const run = promisify(execFile);

/**
 * The policy's files of a folder in a commit of the repository that `directory` is in; the working tree does not count.
 *
 * @param ref anything that git takes for a commit
 * @param path from the top of the repository; empty: all of it
 * @throws GatewayError bundle_unreadable
 */
export async function readGitFolder(directory: string, ref: string, path: string): Promise<SourceFile[]> {
  const folder = await repositoryOf(directory);
  const commit = (await git(folder, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]))
    .toString()
    .trim();
  const { type, id } = await findEntry(folder, commit, path.replace(/\/+$/, ''));
  if (type !== 'tree') throw new GatewayError('bundle_unreadable', `${path} is no folder in ${ref}`);
  return readTree(folder, id);
}

async function repositoryOf(directory: string): Promise<GitFolder> {
  try {
    const { stdout } = await run('git', ['-C', directory, 'rev-parse', '--absolute-git-dir']);
    return { path: stdout.trim(), settings: {}, secrets: [], signal: new AbortController().signal };
  } catch (cause) {
    const { code, stderr = '' } = cause as NodeJS.ErrnoException & { stderr?: string };
    const why = (code as unknown) === 'ENOENT' ? 'the program git is not in the PATH' : stderr.trim();
    throw new GatewayError('bundle_unreadable', `${directory}: ${why}`, { cause });
  }
}
