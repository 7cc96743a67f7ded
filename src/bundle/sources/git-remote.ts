import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../errors.ts';
import { type GitFolder, git, runGit } from './git-program.ts';

/** A repository elsewhere, and the branch or tag of it that is followed. */
export interface GitRemote {
  readonly url: string;
  readonly ref: string;
  /** Bytes that the copy of it may take. */
  readonly maxBytes: number;
}

/** Where a branch or tag stands. */
export interface Tip {
  /** As `refs/heads/main`. */
  readonly name: string;
  /** Of the commit, or of the tag's own object. */
  readonly id: string;
}

const NETWORK_MS = 120_000;
const LOOK_MS = 20_000;
const WEIGH_MS = 200;
/** Where the tip is kept in our copy. */
const OURS = 'refs/regate/tip';
/** Generations of commits that are fetched, one after another, until an ancestor is found; then all of them. */
const DEEPER = ['--deepen=50', '--deepen=1000', '--deepen=20000', '--unshallow'];

/** Where the branch, or else the tag, stands now. Throws GatewayError bundle_unreadable. */
export async function lookUp(folder: GitFolder, { url, ref }: GitRemote): Promise<Tip> {
  const names = [`refs/heads/${ref}`, `refs/tags/${ref}`];
  const listed = await git(folder, ['ls-remote', '--quiet', '--', url, ...names], { timeout: LOOK_MS });
  const ids = new Map(
    listed
      .toString()
      .split('\n')
      .map((line) => line.split('\t').reverse() as [string, string]),
  );
  const name = names.find((one) => ids.has(one));
  if (name !== undefined) return { name, id: ids.get(name)! };
  throw new GatewayError('bundle_unreadable', `the repository has neither a branch nor a tag ${ref}`);
}

/** Makes an empty repository. */
export async function create(folder: GitFolder): Promise<void> {
  await rm(folder.path, { recursive: true, force: true });
  await git(folder, ['init', '--quiet', '--bare', '--template=', '--', folder.path]);
}

/** Brings the tip, without what came before it. Returns the commit. Throws GatewayError bundle_unreadable. */
export async function bring(folder: GitFolder, remote: GitRemote, { name }: Tip): Promise<string> {
  await fetch(folder, remote, ['--depth=1'], `+${name}:${OURS}`);
  const commit = await git(folder, ['rev-parse', '--verify', '--end-of-options', `${OURS}^{commit}`]);
  return commit.toString().trim();
}

/**
 * Whether `ancestor` is `commit` or came before it. Brings as much of the history as it takes to tell. Throws
 * GatewayError bundle_unreadable.
 */
export async function isAncestor(
  folder: GitFolder,
  remote: GitRemote,
  { name }: Tip,
  [ancestor, commit]: readonly [string, string],
): Promise<boolean> {
  const known = async () => {
    const args = ['merge-base', '--is-ancestor', '--end-of-options', ancestor, commit];
    // Ends with another status than 0 where it is not, and where nothing is known of it so far.
    return (await runGit(folder, args)).status === 0;
  };
  if (await known()) return true;
  for (const depth of DEEPER) {
    const shallow = await git(folder, ['rev-parse', '--is-shallow-repository']);
    if (shallow.toString().trim() !== 'true') return false;
    await fetch(folder, remote, [depth], name);
    if (await known()) return true;
  }
  return false;
}

async function fetch(folder: GitFolder, remote: GitRemote, depth: readonly string[], refspec: string): Promise<void> {
  const tooMuch = new AbortController();
  const weighing = setInterval(async () => {
    if ((await weight(folder.path)) > remote.maxBytes) tooMuch.abort();
  }, WEIGH_MS);
  const options = ['--quiet', '--no-tags', '--no-write-fetch-head', ...depth];
  const signal = AbortSignal.any([folder.signal, tooMuch.signal]);
  try {
    await git({ ...folder, signal }, ['fetch', ...options, '--', remote.url, refspec], { timeout: NETWORK_MS });
    if ((await weight(folder.path)) > remote.maxBytes) tooMuch.abort();
    tooMuch.signal.throwIfAborted();
  } catch (error) {
    if (!tooMuch.signal.aborted) throw error;
    throw new GatewayError('bundle_unreadable', `the repository is larger than ${remote.maxBytes} bytes`);
  } finally {
    clearInterval(weighing);
  }
}

/** Bytes of the packs, those that are just being written among them. */
async function weight(repository: string): Promise<number> {
  const folder = join(repository, 'objects/pack');
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
  return sizes.reduce((sum, info) => sum + (info?.size ?? 0), 0);
}
