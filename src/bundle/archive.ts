import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import tar, { type Header } from 'tar-stream';
import { GatewayError } from '../errors.ts';
import type { BundleFile } from '../toolchain/layout.ts';

/** What an archive may cost before it is refused. */
export interface ArchiveLimits {
  /** Bytes as they came. */
  readonly compressed: number;
  /** Bytes after inflation, all files together. */
  readonly inflated: number;
  /** Entries, folders among them. */
  readonly files: number;
  /** Bytes of one file's name. */
  readonly name: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  compressed: 64 * 1024 * 1024,
  inflated: 256 * 1024 * 1024,
  files: 10_000,
  name: 1024,
};

/**
 * Reads a bundle, a gzipped tar archive, in memory; nothing is ever written to disk. Names come without the leading
 * slash that OPA writes. Folders are passed over; anything else that is not a regular file is refused, and so is a name
 * that is not plain or comes twice.
 *
 * @throws GatewayError bundle_invalid
 */
export async function readArchive(bytes: Uint8Array, limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<BundleFile[]> {
  if (bytes.length > limits.compressed) throw refused(`it is larger than ${limits.compressed} bytes`);
  const files = new Map<string, BundleFile>();
  const extract = tar.extract();
  extract.end(await inflate(bytes, limits.inflated));
  let entries = 0;
  try {
    for await (const entry of extract) {
      if (++entries > limits.files) throw refused(`it has more than ${limits.files} files`);
      const name = plainName(entry.header, limits.name);
      const content = await buffer(entry);
      if (entry.header.type === 'directory') continue;
      if (files.has(name)) throw refused(`${JSON.stringify(name)} is in it twice`);
      files.set(name, { name, bytes: new Uint8Array(content) });
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw refused(`it is not a tar archive: ${(error as Error).message}`, error);
  }
  if (files.size === 0) throw refused('it holds no file');
  return [...files.values()];
}

/**
 * Writes a bundle. Equal files give equal bytes: no time, owner or system is recorded, and files come in the order of
 * their names. Names get the leading slash that OPA writes.
 */
export async function writeArchive(files: readonly BundleFile[]): Promise<Uint8Array> {
  const pack = tar.pack();
  const order = (a: BundleFile, b: BundleFile) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
  for (const { name, bytes } of [...files].sort(order)) {
    pack.entry({ name: `/${name}`, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, Buffer.from(bytes));
  }
  pack.finalize();
  const archive = await buffer(pack);
  const zipped = await promisify(gzip)(archive, { level: constants.Z_BEST_COMPRESSION });
  zipped[9] = 255; // the system that compressed it (RFC 1952, section 2.3.1): unknown
  return new Uint8Array(zipped);
}

async function inflate(bytes: Uint8Array, limit: number): Promise<Buffer> {
  const inflateAsync = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);
  try {
    return await inflateAsync(bytes, { maxOutputLength: limit });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw refused(`it inflates to more than ${limit} bytes`, error);
    throw refused(`it is not a gzip file, or not a whole one: ${message}`, error);
  }
}

/** The name of an entry, if it is one that can lead nowhere but to itself. */
function plainName(header: Header, limit: number): string {
  const { name, type, linkname } = header;
  if (type !== 'file' && type !== 'directory')
    throw refused(`${JSON.stringify(name)} is a ${type ?? 'thing of no known type'}`);
  if (linkname) throw refused(`${JSON.stringify(name)} is a link`);
  if (Buffer.byteLength(name) > limit) throw refused(`a name in it is longer than ${limit} bytes`);
  const plain = name.replace(/^\.?\//, '').replace(/\/$/, '');
  if (plain === '' || plain === '.') {
    if (type === 'directory') return '';
    throw refused('a file in it has no name');
  }
  const segments = plain.split('/');
  if (/[\0-\x1f\x7f\\\ufffd]/.test(plain) || segments.some((part) => part === '' || part === '.' || part === '..')) {
    throw refused(`the name ${JSON.stringify(name)} is not plain`);
  }
  return plain;
}

function refused(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('bundle_invalid', `the bundle is refused: ${reason}`, { cause });
}
