import { join } from 'node:path';
import { GatewayError } from '../errors.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import { readJson, type Stored, writeAtomically } from './store.ts';

/** A revision that answered, and was taken back. */
export interface Quarantined {
  /** SHA-256 of its content, hex. */
  readonly digest: string;
  readonly revision: string;
  /** Why, a sentence. */
  readonly reason: string;
  /** RFC 3339. */
  readonly since: string;
  /** SHA-256 of its archive, hex. */
  readonly archive: string;
}

/** Revisions that are remembered; the oldest ones give way. */
const KEPT = 100;

/** What of a bundle is not activated again by itself, over a restart too. */
export class Quarantine {
  readonly #file: string;
  readonly #bundle: string;
  #list: readonly Quarantined[] = [];

  /** @param folder that of the bundle, below `state_dir` */
  constructor(bundle: string, folder: string) {
    this.#bundle = bundle;
    this.#file = join(folder, 'quarantine.json');
  }

  /** The newest first, as it was when it was last read or changed. */
  get list(): readonly Quarantined[] {
    return this.#list;
  }

  /** Throws GatewayError bundle_unreadable. */
  async read(): Promise<readonly Quarantined[]> {
    this.#list = (await readJson<readonly Quarantined[]>(this.#file)) ?? [];
    return this.#list;
  }

  /** Whether an archive was taken back; none where the list cannot be read, for something has to answer. */
  async badArchives(): Promise<(archive: Stored) => boolean> {
    const list = await this.read().catch(() => []);
    const bad = new Set(list.map(({ archive }) => archive));
    return ({ digest }) => bad.has(digest);
  }

  async add(entry: Quarantined): Promise<void> {
    const others = (await this.read()).filter(({ digest }) => digest !== entry.digest);
    await this.#write([entry, ...others].slice(0, KEPT));
  }

  /** An operator's word goes before it. */
  async pardon(digest: string): Promise<void> {
    const list = await this.read();
    const left = list.filter((one) => one.digest !== digest);
    if (left.length < list.length) await this.#write(left);
  }

  /** Throws GatewayError bundle_quarantined where it holds this very content. */
  async check({ digest }: Pick<PreparedPolicy, 'digest'>): Promise<void> {
    const found = (await this.read()).find((one) => one.digest === digest);
    if (found === undefined) return;
    const { revision, since, reason } = found;
    const how = `\`regate activate ${this.#bundle}\` takes it all the same`;
    throw new GatewayError('bundle_quarantined', `revision ${revision} was taken back at ${since}: ${reason}. ${how}`);
  }

  async #write(list: readonly Quarantined[]): Promise<void> {
    await writeAtomically(this.#file, Buffer.from(JSON.stringify(list)));
    this.#list = list;
  }
}
