import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { watchPath } from '../config/watch.ts';
import { GatewayError } from '../errors.ts';
import type { Candidate, Source, SourceFile } from './source.ts';

const MAX_FILES = 10_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** A bundle file (`*.tar.gz`) or a folder of Rego and data on this machine's disk. */
export class PathSource implements Source {
  readonly description: string;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.description = path;
  }

  async fetch(): Promise<Candidate> {
    try {
      const info = await stat(this.#path);
      if (!info.isDirectory()) {
        if (info.size > MAX_BYTES) throw tooLarge(this.#path);
        const bytes = await readFile(this.#path);
        return { kind: 'archive', mark: digestOf([{ path: '', bytes }]), bytes };
      }
      const files = await readFolder(this.#path);
      return { kind: 'folder', mark: digestOf(files), files };
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw new GatewayError('bundle_unreadable', `${this.#path}: ${(error as Error).message}`, { cause: error });
    }
  }

  watch(onChange: () => void): { close(): void } {
    return watchPath(this.#path, onChange);
  }
}

/**
 * The files that make a policy: `*.rego`, `data.json`, `data.yaml`, `data.yml` and `.manifest`, below `folder`, sorted by
 * path. Hidden folders and symbolic links that leave the folder's tree of regular files are passed over.
 */
export async function readFolder(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && belongsToPolicy(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((name) => !relative(folder, name).split(sep).slice(0, -1).some((part) => part.startsWith('.')))
    .sort();
  if (names.length > MAX_FILES) throw tooLarge(folder);
  const files: SourceFile[] = [];
  let total = 0;
  for (const name of names) {
    const bytes = await readFile(name);
    total += bytes.length;
    if (total > MAX_BYTES) throw tooLarge(folder);
    files.push({ path: relative(folder, name).split(sep).join('/'), bytes });
  }
  return files;
}

function belongsToPolicy(name: string): boolean {
  return name.endsWith('.rego') || name === '.manifest' || /^data\.(json|ya?ml)$/.test(name);
}

function tooLarge(path: string): GatewayError {
  return new GatewayError('bundle_unreadable', `${path} is larger than ${MAX_BYTES} bytes or ${MAX_FILES} files`);
}

function digestOf(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path.length}:${file.path}${file.bytes.length}:`).update(file.bytes);
  return hash.digest('hex');
}
