import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { GatewayError } from '../errors.ts';
import type { WireSource } from './wire.ts';

/** What a folder may hold of files that the toolchain makes use of. */
export const SOURCE_LIMITS = { files: 10_000, bytes: 256 * 1024 * 1024 };

/** One file of a policy. */
export interface SourceFile {
  /** Relative to the policy's folder, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What messages call it, if it is not the path below the root. */
  readonly label?: string;
}

/** A policy's files: `*.rego`, `data.json`, `data.yaml`, `data.yml` and `.manifest`. Others are passed over. */
export interface Sources {
  /** What goes before the paths in messages, as `policies`. */
  readonly root?: string;
  readonly files: readonly SourceFile[];
}

/** What to call a file of the policy in messages. */
export function labelOf({ root = '', files }: Sources, path: string): string {
  return files.find((file) => file.path === path)?.label ?? (path === '' ? root : join(root, path));
}

/** Whether the toolchain makes use of a file of this name. */
export function isSource(path: string): boolean {
  const name = basename(path);
  return name.endsWith('.rego') || name === '.manifest' || /^data\.(json|ya?ml)$/.test(name);
}

/**
 * Reads a folder, or one file. Hidden folders are passed over, and so are links that lead out of the folder.
 *
 * @param wanted which files, by their path below the folder
 * @throws GatewayError bundle_unreadable
 */
export async function readSources(path: string, wanted: (path: string) => boolean = isSource): Promise<Sources> {
  try {
    const info = await stat(path);
    if (!info.isDirectory()) {
      return { root: dirname(path), files: [{ path: basename(path), bytes: await readFile(path) }] };
    }
    return { root: path, files: await readFolder(path, wanted) };
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError('bundle_unreadable', `${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function readFolder(folder: string, wanted: (path: string) => boolean): Promise<SourceFile[]> {
  const base = await realpath(folder);
  const files: SourceFile[] = [];
  let total = 0;
  for (const path of (await listFiles(folder)).filter(wanted)) {
    const file = await realpath(join(folder, path));
    if (!file.startsWith(base + sep)) continue;
    const bytes = await readFile(file);
    total += bytes.length;
    if (files.length >= SOURCE_LIMITS.files || total > SOURCE_LIMITS.bytes) {
      const limits = `${SOURCE_LIMITS.files} files or ${SOURCE_LIMITS.bytes} bytes`;
      throw new GatewayError('bundle_unreadable', `${folder} has more than ${limits}`);
    }
    files.push({ path, bytes });
  }
  return files;
}

async function listFiles(folder: string): Promise<string[]> {
  const paths: string[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') pending.push(path);
      else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) paths.push(path);
    }
  }
  return paths.map((path) => relative(folder, path).split(sep).join('/')).sort();
}

async function isFile(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() === true;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The files as text. Throws GatewayError policy_invalid for bytes that are not UTF-8. */
export function wireSources(sources: Sources): WireSource[] {
  return sources.files
    .filter((file) => isSource(file.path))
    .map(({ path, bytes }) => {
      try {
        return { path, text: decoder.decode(bytes) };
      } catch (cause) {
        const finding = { file: path, row: 1, col: 1, code: 'encoding', message: 'the file is not UTF-8' };
        throw new GatewayError('policy_invalid', `${path} is not UTF-8`, { findings: [finding], cause });
      }
    });
}
