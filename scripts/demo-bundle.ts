// Builds bundles/demo.tar.gz from policies/ and signs it with a key of which only the public half is kept, in
// bundles/demo.pub.pem. Where the bundle already has this content, nothing is written. With --check nothing ever is, and
// the exit code is 1 where the content differs.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArchive, writeArchive } from '../src/bundle/archive.ts';
import { prove } from '../src/bundle/prove.ts';
import { generateSigningKey, signBundle } from '../src/bundle/signature.ts';
import { contentDigest } from '../src/toolchain/layout.ts';
import { type BundleFile, readSources, Toolchain } from '../src/toolchain/toolchain.ts';

const root = join(import.meta.dirname, '..');
const policies = join(root, 'policies');
const archive = join(root, 'bundles/demo.tar.gz');
const publicKey = join(root, 'bundles/demo.pub.pem');

/** Id and algorithm of the key. */
export const DEMO_KEY = { id: 'demo', algorithm: 'ES256' } as const;

/** The files of the demo's bundle as policies/ gives them, tested but not signed. */
export async function buildDemo(): Promise<readonly BundleFile[]> {
  const toolchain = await Toolchain.start();
  try {
    const sources = await readSources(policies);
    const build = () => toolchain.build(sources, { entrypoints: ['gateway/decision'] });
    const built = await prove(sources, build, { toolchain, now: Date.now() });
    return built.files;
  } finally {
    await toolchain.close();
  }
}

/** The demo's bundle as it lies in bundles/. */
export async function readDemo(): Promise<{ files: readonly BundleFile[]; pem: string }> {
  return { files: await readArchive(await readFile(archive)), pem: await readFile(publicKey, 'utf8') };
}

if (import.meta.main) {
  const files = await buildDemo();
  const kept = await readDemo().catch(() => undefined);
  const current = kept !== undefined && contentDigest(kept.files) === contentDigest(files);
  if (!current && process.argv.includes('--check')) {
    console.error('Out of date, run `node scripts/demo-bundle.ts`: bundles/demo.tar.gz');
    process.exitCode = 1;
  } else if (!current) {
    const key = generateSigningKey();
    const signed = await signBundle(files, { ...DEMO_KEY, pem: key.privateKey });
    await mkdir(join(root, 'bundles'), { recursive: true });
    await writeFile(archive, await writeArchive(signed));
    await writeFile(publicKey, key.publicKey);
    console.log('Wrote bundles/demo.tar.gz and bundles/demo.pub.pem');
  }
}
