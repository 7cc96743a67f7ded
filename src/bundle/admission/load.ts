import { GatewayError } from '../../errors.ts';
import { type PreparedPolicy, preparePolicy } from '../../policy/prepared.ts';
import { type BundleFile, contentDigest } from '../../toolchain/layout.ts';
import { readManifest } from '../manifest.ts';
import type { AdmissionOptions } from './admission.ts';

export interface LoadOptions extends Pick<AdmissionOptions, 'entrypoints'> {
  readonly bundle: Pick<AdmissionOptions['bundle'], 'name'>;
  readonly evaluation: Pick<AdmissionOptions['evaluation'], 'rewrite' | 'memory'>;
}

/** The policy of a bundle, compiled and started once. Throws GatewayError where it is none, or lacks an entrypoint. */
export async function load(
  files: readonly BundleFile[],
  { bundle, entrypoints, evaluation }: LoadOptions,
): Promise<PreparedPolicy> {
  const manifest = readManifest(files);
  const policy = await preparePolicy(
    {
      name: bundle.name,
      revision: manifest.revision,
      digest: contentDigest(files),
      wasm: manifest.module,
      data: manifest.data,
      ...(manifest.regate && { reads: manifest.regate.reads }),
    },
    { rewrite: evaluation.rewrite, memory: evaluation.memory },
  );
  for (const entrypoint of entrypoints) {
    if (policy.entrypoints.includes(entrypoint)) continue;
    throw new GatewayError(
      'bundle_entrypoint',
      `the bundle has no entrypoint ${entrypoint}; it has ${policy.entrypoints.join(', ') || 'none'}`,
    );
  }
  return policy;
}
