import { join } from 'node:path';
import { GitSource, type GitSourceOptions } from '../../../src/bundle/sources/git.ts';
import type { Candidate } from '../../../src/bundle/sources/source.ts';
import type { GitSourceConfig } from '../../../src/config/types.ts';
import type { Repository } from './repository.ts';

let copies = 0;

/** A source that follows the branch `main`, with a copy of its own. */
export function follow(
  { url, folder }: Pick<Repository, 'url' | 'folder'>,
  config: Partial<GitSourceConfig> = {},
  options: Partial<GitSourceOptions> = {},
): GitSource {
  const poll = { min: 3_600_000, max: 3_600_000 };
  return new GitSource(
    { kind: 'git', url, ref: 'main', path: '', poll, signedBy: [], ...config },
    { folder: join(folder, `copy-${copies++}`), ...options },
  );
}

/** What it gives now. */
export async function fetched(source: GitSource): Promise<Candidate> {
  const candidate = await source.fetch(undefined);
  if (candidate === undefined) throw new Error('there is nothing new');
  return candidate;
}

/** Files of a folder, as text by path. */
export function filesOf(candidate: Candidate): Record<string, string> {
  if (candidate.kind !== 'folder') throw new Error('it is an archive');
  return Object.fromEntries(candidate.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
}
