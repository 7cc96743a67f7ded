import { readFile } from 'node:fs/promises';
import { readArchive } from '../bundle/archive.ts';
import { GatewayError } from '../errors.ts';
import type { BundleFile } from '../toolchain/toolchain.ts';

/** The files of a bundle on disk. Throws GatewayError bundle_unreadable or bundle_invalid. */
export async function readBundle(file: string): Promise<BundleFile[]> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new GatewayError('bundle_unreadable', `${file}: ${error.message}`, { cause: error });
  });
  return readArchive(bytes);
}
