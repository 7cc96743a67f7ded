import { readFile } from 'node:fs/promises';
import { type Watch, watchPath } from '../config/watch.ts';
import type { SourceStatus } from './source.ts';

/**
 * What a file holds, read again when the file changes. A file that cannot be used any more changes nothing: the last good
 * value stays. Shared by the generations that use the same file.
 */
export class WatchedFile<T> {
  readonly #path: string;
  readonly #read: (text: string, previous?: T) => T | Promise<T>;
  readonly #now: () => number;
  readonly #watch: Watch;
  #value: T;
  #loadedAt: number;
  #error: string | undefined;
  #users = 0;

  /**
   * @param read Makes the value of the file's text; `previous` is the value that the new one replaces.
   * @throws what `read` throws, and the error of the file system
   */
  static async open<T>(
    path: string,
    read: (text: string, previous?: T) => T | Promise<T>,
    now: () => number,
  ): Promise<WatchedFile<T>> {
    return new WatchedFile(path, read, now, await read(await readFile(path, 'utf8')));
  }

  private constructor(path: string, read: (text: string, previous?: T) => T | Promise<T>, now: () => number, value: T) {
    this.#path = path;
    this.#read = read;
    this.#now = now;
    this.#value = value;
    this.#loadedAt = now();
    this.#watch = watchPath(path, () => this.#reload());
  }

  get value(): T {
    return this.#value;
  }

  get status(): SourceStatus {
    return { loadedAt: this.#loadedAt, error: this.#error };
  }

  /** One more generation uses the file. */
  retain(): void {
    this.#users += 1;
  }

  /** One generation less; after the last one the file is no longer watched. */
  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#watch.close();
  }

  async #reload(): Promise<void> {
    try {
      this.#value = await this.#read(await readFile(this.#path, 'utf8'), this.#value);
      this.#loadedAt = this.#now();
      this.#error = undefined;
    } catch (error) {
      this.#error = (error as Error).message;
    }
  }
}
