import { readFile } from 'node:fs/promises';
import type { BundleConfig } from '../../config/types.ts';
import { GatewayError } from '../../errors.ts';
import type { BundleFile } from '../../toolchain/layout.ts';
import { type TrustedKey, verifyBundle } from '../signature.ts';

/**
 * Makes sure that one of the bundle's keys signed it, where the configuration names any: it does for every source that
 * is not a path, or says that nobody has to. Throws GatewayError bundle_signature.
 */
export async function requireSigned(files: readonly BundleFile[], bundle: BundleConfig): Promise<void> {
  if (!isSigned(bundle)) return;
  const { keys } = bundle;
  const trusted: Record<string, TrustedKey> = {};
  for (const [id, { file, algorithm, scope }] of Object.entries(keys)) {
    trusted[id] = { pem: await readFile(file, 'utf8'), algorithm, ...(scope !== undefined && { scope }) };
  }
  await verifyBundle(files, trusted);
}

/** Whether only what one of its keys signed is taken. */
export function isSigned({ keys }: BundleConfig): boolean {
  return Object.keys(keys).length > 0;
}

/** A folder bears no signature, so that keys would promise what nobody checks. Throws GatewayError bundle_signature. */
export function refuseKeys(bundle: BundleConfig, root: string): void {
  if (!isSigned(bundle)) return;
  throw new GatewayError(
    'bundle_signature',
    `bundle ${bundle.name} has keys, but ${root} is a folder, which bears no signature: build and sign a bundle of it`,
  );
}
