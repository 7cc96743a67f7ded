import fs from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createLogger, format, type Logger, transports } from 'winston';

export interface LogFileOptions {
  readonly path: string;
  /** Bytes after which the file is put aside as `NAME1.EXT` and a new one is begun. */
  readonly maxSize: number;
  /** Files in all. */
  readonly maxFiles: number;
}

interface Append {
  /** Bytes that are not written yet. */
  left: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * One file of finished lines that winston appends to and rotates. Winston itself tells neither when bytes have reached
 * the operating system nor that they could not, so the file operations that it is given report it here. After a failure
 * the file is of no more use: open another one.
 */
export class LogFile {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #closed = Promise.withResolvers<void>();
  readonly #rotates: boolean;
  #fd: number | undefined;
  #append: Append | undefined;
  #failure: Error | undefined;
  #ending = false;

  /** Throws where the folder cannot be made or, for a file that rotates, cannot be written to. */
  constructor({ path, maxSize, maxFiles }: LogFileOptions) {
    this.#path = path;
    fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // A terminal, a pipe or another device is only written to.
    this.#rotates = fs.statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
    // Winston tries a rename that fails again and again, without a pause.
    if (this.#rotates) fs.accessSync(dirname(path), fs.constants.W_OK | fs.constants.X_OK);
    const file = new transports.File({
      filename: path,
      ...(this.#rotates && { maxsize: maxSize, maxFiles, tailable: true }),
      eol: '',
      options: { flags: 'a', mode: 0o600, fs: this.#operations() },
    });
    this.#logger = createLogger({ format: format.printf(({ message }) => message as string), transports: [file] });
    this.#logger.on('error', (error: Error) => this.#fail(error));
  }

  /** Appends text; resolves when all of it is handed to the operating system. Not to be called while one is under way. */
  append(text: string): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#append = { left: Buffer.byteLength(text), resolve, reject };
      this.#logger.info(text);
    });
  }

  /** Whether the path names another file by now, or none: somebody moved this one away. */
  async moved(): Promise<boolean> {
    const fd = this.#fd;
    if (fd === undefined || !this.#rotates) return false;
    const named = await stat(this.#path).catch(() => undefined);
    // Another descriptor: winston itself has put the file aside meanwhile.
    if (this.#fd !== fd) return false;
    const written = fs.fstatSync(fd);
    return named?.ino !== written.ino || named.dev !== written.dev;
  }

  /** Bytes of the last append that were not written when it failed. */
  get unwritten(): number {
    return this.#append?.left ?? 0;
  }

  /** Brings what was appended to the disk and closes the file. */
  async close(): Promise<void> {
    this.#ending = true;
    this.#logger.end();
    if (this.#failure === undefined) await this.#closed.promise;
  }

  #operations() {
    return {
      open: (path: string, flags: string, mode: number, done: (error: Error | null, fd?: number) => void) =>
        fs.open(path, flags, mode, (error, fd) => {
          if (error) this.#fail(error);
          else this.#begin(fd);
          done(error, fd);
        }),
      write: (
        fd: number,
        buffer: Buffer,
        offset: number,
        length: number,
        position: number | null,
        done: (error: Error | null, written: number, buffer: Buffer) => void,
      ) =>
        fs.write(fd, buffer, offset, length, position, (error, written) => {
          if (error) this.#fail(error);
          done(error, written, buffer);
          if (!error) this.#progress(written);
        }),
      close: (fd: number, done: (error?: Error | null) => void) => {
        this.#fd = undefined;
        fs.fsync(fd, () =>
          fs.close(fd, (error) => {
            done(error);
            if (this.#ending) this.#closed.resolve();
          }),
        );
      },
    };
  }

  #begin(fd: number): void {
    this.#fd = fd;
    if (this.#rotates && endsTorn(this.#path)) fs.writeSync(fd, '\n');
  }

  #progress(written: number): void {
    const append = this.#append;
    if (append === undefined) return;
    append.left -= written;
    if (append.left > 0) return;
    this.#append = undefined;
    append.resolve();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#append?.reject(this.#failure);
    this.#closed.resolve();
  }
}

/** Whether a file ends within a line: its writer was interrupted. */
function endsTorn(path: string): boolean {
  const { size } = fs.statSync(path);
  if (size === 0) return false;
  const fd = fs.openSync(path, 'r');
  try {
    const last = Buffer.alloc(1);
    return fs.readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  } finally {
    fs.closeSync(fd);
  }
}
