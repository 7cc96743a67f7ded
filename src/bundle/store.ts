import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../errors.ts';

/** What the store knows of the bundle that was activated last. */
export interface Stored {
  /** SHA-256 of the archive's bytes, hex; also its file name. */
  readonly digest: string;
  readonly revision: string;
  /** Unix milliseconds. */
  readonly activatedAt: number;
}

/** Archives kept for each bundle, the active one among them, so that an operator can go back. */
const KEPT = 10;

/**
 * Activated bundles on disk, below `folder`: `NAME/DIGEST.tar.gz` and `NAME/active.json`. A bundle is written whole and
 * renamed, so that a crash leaves the old state or the new one.
 */
export class BundleStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the archive and makes it the one that `lastKnownGood` returns. */
  async persist(name: string, archive: Uint8Array, revision: string, now: number): Promise<Stored> {
    const folder = join(this.#folder, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const stored: Stored = { digest: sha256(archive), revision, activatedAt: now };
    await writeAtomically(join(folder, `${stored.digest}.tar.gz`), archive);
    await writeAtomically(join(folder, 'active.json'), Buffer.from(JSON.stringify(stored)));
    await this.#prune(folder, stored.digest);
    return stored;
  }

  /** The archive that was activated last, its digest checked; undefined where there is none. */
  async lastKnownGood(name: string): Promise<{ stored: Stored; archive: Uint8Array } | undefined> {
    let stored: Stored;
    try {
      stored = JSON.parse(await readFile(join(this.#folder, name, 'active.json'), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new GatewayError('bundle_unreadable', `${name}: the last known good bundle cannot be read`, { cause: error });
    }
    return { stored, archive: await this.read(name, stored.digest) };
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

  async #prune(folder: string, active: string): Promise<void> {
    const archives: { file: string; time: number }[] = [];
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.tar.gz') || name.startsWith(active)) continue;
      const file = join(folder, name);
      archives.push({ file, time: (await stat(file)).mtimeMs });
    }
    archives.sort((a, b) => b.time - a.time);
    for (const { file } of archives.slice(KEPT - 1)) await rm(file, { force: true });
  }
}

async function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
