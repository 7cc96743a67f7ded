import { setTimeout as pause } from 'node:timers/promises';
import { toGatewayError } from '../errors.ts';
import { LogFile, type LogFileOptions } from './file.ts';

/** `full`: more waited than may; `disk`: it waited for a disk that failed. */
export type WriterDrop = 'full' | 'disk';

export interface WriterStatistics {
  /** Events handed to the operating system. */
  readonly written: number;
  /** Events taken, but neither written nor dropped yet. */
  readonly waiting: number;
  readonly dropped: Readonly<Record<WriterDrop, number>>;
  /** Why nothing can be written at the moment. */
  readonly error: string | undefined;
}

export interface WriterOptions extends LogFileOptions {
  /** Events that may wait. */
  readonly queue: number;
  /** Told once when writing begins to fail, and once when it goes on (undefined). */
  onError?(error: Error | undefined): void;
  /** Milliseconds between attempts while the disk fails. Default: 1000. */
  readonly retry?: number;
}

interface Entry {
  readonly lines: string;
  readonly count: number;
  readonly settled: () => void;
}

// Characters that go into one write.
const MAX_WRITE = 1024 * 1024;
const MOVED_CHECK_MS = 1000;
const COUNTING_MS = 100;

/**
 * Writes the decision log: batches of finished lines, in the order of their arrival. One write is under way at a time, and
 * what arrives meanwhile goes into the next one. What the disk refuses is tried again until it succeeds; what finds no
 * room meanwhile is dropped and counted. A file that was moved away is begun anew.
 */
export class DecisionWriter {
  readonly #options: WriterOptions;
  readonly #dropped: Record<WriterDrop, number> = { full: 0, disk: 0 };
  readonly #gaveUp = new AbortController();
  readonly #flushed = new Set<() => void>();
  #queue: Entry[] = [];
  #waiting = 0;
  #written = 0;
  #busy = false;
  #closing = false;
  #error: Error | undefined;
  #file: LogFile | undefined;
  #checkedAt = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Takes `count` lines, each with its line end. `settled` is called when they are written, or dropped. */
  write(lines: string, count: number, settled: () => void): void {
    if (this.#closing || this.#waiting + count > this.#options.queue) {
      this.#dropped[this.#error === undefined ? 'full' : 'disk'] += count;
      settled();
      return;
    }
    this.#queue.push({ lines, count, settled });
    this.#waiting += count;
    if (!this.#busy) void this.#pump();
  }

  /** Resolves when all that was taken is handed to the operating system, or dropped. */
  flush(): Promise<void> {
    return this.#waiting === 0 ? Promise.resolve() : new Promise((resolve) => this.#flushed.add(resolve));
  }

  /** Writes what waits, for at most `grace` ms, brings it to the disk and closes the file. What is left is dropped. */
  async close(grace: number): Promise<void> {
    this.#closing = true;
    const timer = setTimeout(() => this.#gaveUp.abort(), grace);
    const { promise: overdue, resolve } = Promise.withResolvers<void>();
    // After giving up there is a moment to count what is dropped; a write that hangs is not waited for.
    this.#gaveUp.signal.addEventListener('abort', () => setTimeout(resolve, COUNTING_MS));
    await Promise.race([this.flush().then(() => this.#file?.close()), overdue]);
    clearTimeout(timer);
  }

  statistics(): WriterStatistics {
    const error = this.#error?.message;
    return { written: this.#written, waiting: this.#waiting, dropped: { ...this.#dropped }, error };
  }

  async #pump(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) {
      const entries = this.#take();
      const written = await this.#append(entries.map(({ lines }) => lines).join(''));
      for (const { count, settled } of entries) {
        if (written) this.#written += count;
        else this.#dropped.disk += count;
        this.#waiting -= count;
        settled();
      }
    }
    this.#busy = false;
    for (const resolve of this.#flushed) resolve();
    this.#flushed.clear();
  }

  #take(): Entry[] {
    let end = 0;
    for (let characters = 0; end < this.#queue.length && characters < MAX_WRITE; end++) {
      characters += this.#queue[end]!.lines.length;
    }
    return this.#queue.splice(0, end);
  }

  /** Whether the text was written; false: the writer gave up. */
  async #append(text: string): Promise<boolean> {
    let rest = text;
    while (!this.#gaveUp.signal.aborted) {
      try {
        await this.#openFile();
        await this.#file!.append(rest);
        this.#report(undefined);
        return true;
      } catch (error) {
        rest = fromTornLine(rest, this.#file?.unwritten ?? 0);
        this.#file = undefined;
        this.#report(toGatewayError(error));
        await pause(this.#options.retry ?? 1000, undefined, { signal: this.#gaveUp.signal }).catch(() => undefined);
      }
    }
    return false;
  }

  async #openFile(): Promise<void> {
    const now = performance.now();
    if (this.#file !== undefined && now - this.#checkedAt > MOVED_CHECK_MS) {
      this.#checkedAt = now;
      if (await this.#file.moved()) {
        await this.#file.close();
        this.#file = undefined;
      }
    }
    this.#file ??= new LogFile(this.#options);
  }

  #report(error: Error | undefined): void {
    const changed = (error === undefined) !== (this.#error === undefined);
    this.#error = error;
    if (changed) this.#options.onError?.(error);
  }
}

/** The end of `text` of which `unwritten` bytes are missing in the file, from the start of the line that was torn. */
function fromTornLine(text: string, unwritten: number): string {
  const bytes = Buffer.from(text);
  if (unwritten === 0 || unwritten === bytes.length) return text;
  return bytes.subarray(bytes.lastIndexOf(0x0a, bytes.length - unwritten - 1) + 1).toString();
}
