import type { GitSourceConfig } from '../../config/types.ts';
import { GatewayError, toGatewayError } from '../../errors.ts';
import { ARCHIVE_LIMITS } from '../archive.ts';
import type { GitFolder } from './git-program.ts';
import { bring, create, type GitRemote, isAncestor, lookUp, type Tip } from './git-remote.ts';
import { verifyCommit } from './git-signers.ts';
import { findEntry, type GitEntry, readBlobs, readTree } from './git-tree.ts';
import { requireGit } from './git-version.ts';
import { POLL_CLOCK, type PollClock, poll } from './poll.ts';
import type { Candidate, Source } from './source.ts';

export interface GitSourceOptions {
  /** Folder for its copy of the repository. It is made anew by each process. */
  readonly folder: string;
  /** Bytes that the copy may take. */
  readonly maxBytes?: number;
  readonly clock?: PollClock;
}

const MAX_BYTES = 1024 ** 3;
/** A full id of git, with SHA-1 or SHA-256. */
const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * A folder of Rego, or a bundle file, in a git repository. The revision is the commit; the mark is the id of the folder or
 * file, so that a commit that changes nothing there is nothing new. The program git does the work in a bare, shallow copy;
 * nothing is checked out.
 */
export class GitSource implements Source {
  readonly description: string;
  readonly remote = true;
  readonly #config: GitSourceConfig;
  readonly #remote: GitRemote;
  readonly #folder: GitFolder;
  readonly #clock: PollClock;
  readonly #closing = new AbortController();
  /** What our copy has. */
  #brought: { readonly tip: Tip; readonly commit: string } | undefined;

  constructor(config: GitSourceConfig, { folder, maxBytes = MAX_BYTES, clock = POLL_CLOCK }: GitSourceOptions) {
    const { url, ref, path, token } = config;
    this.description = `${withoutUser(url)} ${ref}${path && `:${path}`}`;
    this.#config = config;
    this.#remote = { url, ref, maxBytes };
    this.#clock = clock;
    const credential = token === undefined ? undefined : Buffer.from(`git:${token}`).toString('base64');
    this.#folder = {
      path: folder,
      settings: credential === undefined ? {} : { 'http.extraHeader': `Authorization: Basic ${credential}` },
      secrets: token === undefined || credential === undefined ? [] : [credential, token],
      signal: this.#closing.signal,
    };
  }

  async fetch(known: string | undefined): Promise<Candidate | undefined> {
    try {
      const { tip, commit } = await this.#bring();
      const entry = await findEntry(this.#folder, commit, this.#config.path);
      if (entry.id === known) return undefined;
      return await this.#candidate(tip, commit, entry);
    } catch (error) {
      // The copy may be broken: the next look makes it anew.
      this.#brought = undefined;
      const { message } = toGatewayError(error);
      throw new GatewayError('bundle_unreadable', `${this.description}: ${message}`, { cause: error });
    }
  }

  watch(onChange: () => Promise<void>): { close(): void } {
    const polling = poll(this.#config.poll, onChange, this.#clock);
    return {
      close: () => {
        polling.close();
        this.#closing.abort();
      },
    };
  }

  async #bring(): Promise<{ tip: Tip; commit: string }> {
    await requireGit(this.#folder);
    const tip = await lookUp(this.#folder, this.#remote);
    if (this.#brought?.tip.id === tip.id) return this.#brought;
    // What a process that was killed left behind may be locked or half.
    if (this.#brought === undefined) await create(this.#folder);
    this.#brought = undefined;
    const commit = await bring(this.#folder, this.#remote, tip);
    this.#brought = { tip, commit };
    return this.#brought;
  }

  async #candidate(tip: Tip, commit: string, entry: GitEntry): Promise<Candidate> {
    const { path, signedBy } = this.#config;
    const delivery = {
      mark: entry.id,
      revision: commit,
      ...(signedBy.length > 0 && { verify: () => verifyCommit(this.#folder, commit, signedBy) }),
    };
    if (entry.type === 'tree') {
      const files = await readTree(this.#folder, entry.id);
      const descendsFrom = async (revision: string) =>
        !COMMIT.test(revision) || isAncestor(this.#folder, this.#remote, tip, [revision, commit]);
      return { kind: 'folder', ...delivery, root: path, files, descendsFrom };
    }
    if (entry.type !== 'blob' || entry.mode === '120000' || !path.endsWith('.tar.gz')) {
      throw new GatewayError('bundle_unreadable', `${path} is neither a folder nor a bundle file (\`.tar.gz\`)`);
    }
    if (entry.size > ARCHIVE_LIMITS.compressed) {
      throw new GatewayError('bundle_unreadable', `${path} is larger than ${ARCHIVE_LIMITS.compressed} bytes`);
    }
    const [file] = await readBlobs(this.#folder, [entry]);
    return { kind: 'archive', ...delivery, bytes: file!.bytes };
  }
}

function withoutUser(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}
