import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import tar, { type Header } from 'tar-stream';

/** A gzipped tar archive with whatever headers a test wants. */
export async function tarball(...entries: { header: Partial<Header> & { name: string }; text?: string }[]) {
  const pack = tar.pack();
  for (const { header, text = '' } of entries) pack.entry({ mtime: new Date(0), ...header }, text);
  pack.finalize();
  return gzipSync(await buffer(pack));
}

/** Files by name, as text. */
export function texts(files: readonly { name: string; bytes: Uint8Array }[]): Record<string, string> {
  return Object.fromEntries(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]));
}

/** A file from text. */
export function file(name: string, text: string): { name: string; bytes: Uint8Array } {
  return { name, bytes: Buffer.from(text) };
}
