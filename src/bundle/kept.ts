import { GatewayError } from '../errors.ts';
import type { BundleFile, Sources } from '../toolchain/toolchain.ts';
import { readArchive } from './archive.ts';
import type { BundleStore } from './store.ts';

/** The Rego and the data of a bundle. */
export function sourcesOfBundle(files: readonly BundleFile[]): Sources {
  const wanted = files.filter(({ name }) => /\.rego$|(^|\/)data\.json$/.test(name));
  return { files: wanted.map(({ name, bytes }) => ({ path: name, bytes })) };
}

/**
 * The sources of a revision that answered at some time and is still kept.
 *
 * @throws GatewayError `revision_gone`, `bundle_unreadable`, `bundle_invalid`
 */
export async function readRevision(store: BundleStore, name: string, revision: string): Promise<Sources> {
  const record = await store.record(name);
  const kept = record ? [record.active, ...record.former] : [];
  const found = kept.find((one) => one.revision === revision);
  if (found === undefined) {
    const others = kept.map((one) => one.revision).join(', ') || 'none';
    throw new GatewayError(
      'revision_gone',
      `revision ${revision} of bundle ${name} is no longer kept (kept are: ${others}); ` +
        `a larger bundles.${name}.keep keeps more, and \`regate explain ID --policy POLICY\` explains by another copy of it`,
    );
  }
  return sourcesOfBundle(await readArchive(await store.read(name, found.digest)));
}
