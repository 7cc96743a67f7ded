import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../config/files.ts';
import { GatewayError } from '../errors.ts';

/** An archive that answered requests at some time. */
export interface Stored {
  /** SHA-256 of the archive's bytes, hex; also its file name. */
  readonly digest: string;
  readonly revision: string;
  /** Its number in the order of releases, where it bears one. */
  readonly serial?: number | undefined;
  /** Unix milliseconds. */
  readonly activatedAt: number;
}

/** What is known of a bundle across restarts. */
export interface Record {
  readonly active: Stored;
  /** What answered before, the newest first. */
  readonly former: readonly Stored[];
  /** Mark of the source's content that an operator went back from; it is not activated again by itself. */
  readonly goneBackFrom?: string | undefined;
}

/** A candidate that flips more decisions than is tolerable. */
export interface Held {
  /** SHA-256 of its content, hex. */
  readonly digest: string;
  readonly revision: string;
  /** Why it is held, a sentence. */
  readonly reason: string;
  /** Decisions on which that was found. */
  readonly compared: number;
  readonly approved: boolean;
}

/**
 * Activated bundles on disk, below `folder`: `NAME/DIGEST.tar.gz` and `NAME/active.json`. Each file is written whole and
 * renamed, so that a crash leaves the old state or the new one.
 */
export class BundleStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Keeps the archive and makes it the last known good one.
   *
   * @param keep archives of the bundle that are kept, this one among them
   */
  async persist(
    name: string,
    archive: Uint8Array,
    { goneBackFrom, ...facts }: Omit<Stored, 'digest'> & Pick<Record, 'goneBackFrom'>,
    keep: number,
  ): Promise<void> {
    const folder = join(this.#folder, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const active: Stored = { digest: sha256(archive), ...facts };
    const before = await this.record(name).catch(() => undefined);
    const former = before ? [before.active, ...before.former].filter(({ digest }) => digest !== active.digest) : [];
    const record: Record = { active, former: former.slice(0, keep - 1), goneBackFrom };
    await writeAtomically(join(folder, `${active.digest}.tar.gz`), archive);
    await writeAtomically(join(folder, 'active.json'), Buffer.from(JSON.stringify(record)));
    await prune(folder, record);
  }

  /** Where all of a bundle is kept. */
  folder(name: string): string {
    return join(this.#folder, name);
  }

  /** Folder in which the source of a bundle may keep what it likes, for as long as the process lives. */
  sourceFolder(name: string): string {
    return join(this.#folder, name, 'source');
  }

  /** What was activated last, and before; undefined where nothing ever was. Throws GatewayError bundle_unreadable. */
  async record(name: string): Promise<Record | undefined> {
    return readJson(join(this.#folder, name, 'active.json'));
  }

  /** Keeps that a candidate is held, or approved; of one bundle the last one. */
  async hold(name: string, held: Held): Promise<void> {
    await mkdir(join(this.#folder, name), { recursive: true, mode: 0o700 });
    await writeAtomically(join(this.#folder, name, 'held.json'), Buffer.from(JSON.stringify(held)));
  }

  /** Forgets it. */
  async release(name: string): Promise<void> {
    await rm(join(this.#folder, name, 'held.json'), { force: true });
  }

  /** The candidate that is held, or was and is approved. Throws GatewayError bundle_unreadable. */
  async held(name: string): Promise<Held | undefined> {
    return readJson(join(this.#folder, name, 'held.json'));
  }

  /** An archive by its digest. Throws GatewayError bundle_unreadable where it is gone or was changed on disk. */
  async read(name: string, digest: string): Promise<Uint8Array> {
    const file = join(this.#folder, name, `${digest}.tar.gz`);
    const archive = await readFile(file).catch((error: Error) => {
      throw new GatewayError('bundle_unreadable', `${file}: ${error.message}`, { cause: error });
    });
    if (sha256(archive) === digest) return archive;
    throw new GatewayError('bundle_unreadable', `${file} was changed on disk: its digest is not its name. Remove it.`);
  }
}

/** The JSON of a file; undefined where there is none. Throws GatewayError bundle_unreadable. */
export async function readJson<Value>(file: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Value;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new GatewayError('bundle_unreadable', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

async function prune(folder: string, { active, former }: Record): Promise<void> {
  const kept = new Set([active, ...former].map(({ digest }) => `${digest}.tar.gz`));
  for (const name of await readdir(folder)) {
    const stray = name.endsWith('.draft') || (name.endsWith('.tar.gz') && !kept.has(name));
    if (stray) await rm(join(folder, name), { force: true });
  }
}

/** Writes a file whole and renames it into its place. */
export async function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
