import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignOfLife } from '../sign-of-life.ts';

export interface LifeOptions {
  /** Where all of the bundle is kept. */
  readonly folder: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Milliseconds of the clock that all threads share. */
  readonly ticks: () => number;
}

/** When the source of a bundle was last heard of: for all threads, and for the next process. */
export class Life {
  readonly #sign = new SignOfLife();
  readonly #file: string;
  readonly #options: LifeOptions;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.#file = join(options.folder, 'answered');
  }

  get memory(): SharedArrayBuffer {
    return this.#sign.memory;
  }

  /** It is there. */
  seen(): void {
    this.#sign.at = this.#options.ticks();
  }

  /** It gave an answer. A disk that cannot take that makes the next process believe that the source is silent for longer. */
  async answered(): Promise<void> {
    this.seen();
    const { folder, now } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    await writeFile(this.#file, String(now()), { mode: 0o600 }).catch(() => undefined);
  }

  /**
   * Takes over what a former process knew.
   *
   * @param activatedAt Unix milliseconds at which it was heard of at the latest, where nothing else is known
   */
  async recall(activatedAt: number): Promise<void> {
    const { now, ticks } = this.#options;
    const written = Number.parseInt(await readFile(this.#file, 'utf8').catch(() => ''), 10);
    const at = Number.isNaN(written) ? activatedAt : written;
    // A clock that was put back makes nothing younger than now.
    this.#sign.at = ticks() - Math.max(0, now() - at);
  }
}
