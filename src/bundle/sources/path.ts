import { readFile, stat } from 'node:fs/promises';
import { sha256 } from '../../config/files.ts';
import { watchPath } from '../../config/watch.ts';
import { GatewayError } from '../../errors.ts';
import { contentDigest } from '../../toolchain/layout.ts';
import { readSources } from '../../toolchain/sources.ts';
import type { Candidate, Follower, Source } from './source.ts';

const MAX_ARCHIVE = 256 * 1024 * 1024;

/** A bundle file (`*.tar.gz`) or a folder of Rego and data on this machine's disk. */
export class PathSource implements Source {
  readonly description: string;
  readonly remote = false;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.description = path;
  }

  async fetch(): Promise<Candidate> {
    if (await this.#isFolder()) {
      const { files } = await readSources(this.#path);
      const mark = contentDigest(files.map(({ path, bytes }) => ({ name: path, bytes })));
      return { kind: 'folder', mark, root: this.#path, files };
    }
    const bytes = await readFile(this.#path).catch((error: Error) => {
      throw new GatewayError('bundle_unreadable', `${this.#path}: ${error.message}`, { cause: error });
    });
    return { kind: 'archive', mark: sha256(bytes), bytes };
  }

  watch(onChange: () => Promise<void>, { alive }: Follower): { close(): void } {
    return watchPath(this.#path, () => void onChange().catch(() => undefined), { onFound: alive });
  }

  async #isFolder(): Promise<boolean> {
    const info = await stat(this.#path).catch((error: Error) => {
      throw new GatewayError('bundle_unreadable', `${this.#path}: ${error.message}`, { cause: error });
    });
    if (info.size > MAX_ARCHIVE) {
      throw new GatewayError('bundle_unreadable', `${this.#path} is larger than ${MAX_ARCHIVE} bytes`);
    }
    return info.isDirectory();
  }
}
