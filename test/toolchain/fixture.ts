import './briefly.ts';
import { join } from 'node:path';
import { after } from 'node:test';
import { type Sources, Toolchain } from '../../src/toolchain/toolchain.ts';

/** A small policy with data and tests that pass. */
export const POLICIES = join(import.meta.dirname, 'testdata', 'policies');

/** A toolchain that ends with the tests of the file. */
export async function startToolchain(options?: Parameters<typeof Toolchain.start>[0]): Promise<Toolchain> {
  const toolchain = await Toolchain.start(options);
  after(() => toolchain.close());
  return toolchain;
}

/** Sources from texts by path. */
export function sourcesOf(texts: Readonly<Record<string, string>>, root?: string): Sources {
  const files = Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  return root === undefined ? { files } : { root, files };
}
