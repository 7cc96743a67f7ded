import { readFile } from 'node:fs/promises';
import type { BundleConfig, EvaluationConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { type PreparedPolicy, preparePolicy } from '../policy/prepared.ts';
import { type BundleFile, contentDigest } from '../toolchain/layout.ts';
import { requirePassed, type Toolchain } from '../toolchain/toolchain.ts';
import { readArchive, writeArchive } from './archive.ts';
import { readManifest } from './manifest.ts';
import { requireOrder } from './order.ts';
import { type TrustedKey, verifyBundle } from './signature.ts';
import type { Candidate } from './sources/source.ts';
import type { Steps } from './status.ts';

/** A candidate that passed every check that needs no worker. */
export interface Admitted {
  readonly policy: PreparedPolicy;
  /** The bundle in OPA's format, as it is kept on disk. */
  readonly archive: Uint8Array;
}

export interface AdmissionOptions {
  readonly bundle: BundleConfig;
  /** Entrypoints that the bundle must have: its own, and those that routes name. */
  readonly entrypoints: readonly string[];
  readonly evaluation: EvaluationConfig;
  /** Revision that the candidate has to come after, where its source knows an order. */
  readonly after?: string | undefined;
  readonly toolchain: () => Promise<Toolchain>;
  /** The steps are reported to it as they go. */
  readonly steps: Steps;
}

/**
 * Takes a candidate through sized, verified, ordered, compiled, tested and loadable, in this order. Throws GatewayError with the
 * findings of the first step that fails; nothing has changed then.
 */
export async function admit(candidate: Candidate, options: AdmissionOptions): Promise<Admitted> {
  const files =
    candidate.kind === 'folder' ? await compileFolder(candidate, options) : await openArchive(candidate, options);
  const archive = candidate.kind === 'folder' ? await writeArchive(files) : candidate.bytes;
  const policy = await options.steps.run('loadable', () => load(files, options));
  return { policy, archive };
}

async function openArchive(
  candidate: Extract<Candidate, { kind: 'archive' }>,
  { bundle, after, steps }: AdmissionOptions,
): Promise<readonly BundleFile[]> {
  const files = await steps.run('sized', () => readArchive(candidate.bytes));
  await steps.run('verified', async () => {
    await candidate.verify?.();
    await verify(files, bundle);
  });
  await steps.run('ordered', () => requireOrder(candidate, after));
  return files;
}

async function compileFolder(
  candidate: Extract<Candidate, { kind: 'folder' }>,
  { bundle, entrypoints, after, steps, toolchain: useToolchain }: AdmissionOptions,
): Promise<readonly BundleFile[]> {
  const { root, files, revision } = candidate;
  const sources = { root, files };
  await steps.run('verified', async () => {
    refuseUnsignedFolder(bundle, root);
    await candidate.verify?.();
  });
  await steps.run('ordered', () => requireOrder(candidate, after));
  const toolchain = await useToolchain();
  const built = await steps.run('compiled', () =>
    toolchain.build(sources, { entrypoints, ...(revision !== undefined && { revision }) }),
  );
  await steps.run('tested', async () => requirePassed(await toolchain.test(sources)));
  return built.files;
}

/** A path is trusted as it is unless the configuration names keys. */
async function verify(files: readonly BundleFile[], { keys }: BundleConfig): Promise<void> {
  if (Object.keys(keys).length === 0) return;
  const trusted: Record<string, TrustedKey> = {};
  for (const [id, { file, algorithm, scope }] of Object.entries(keys)) {
    trusted[id] = { pem: await readFile(file, 'utf8'), algorithm, ...(scope !== undefined && { scope }) };
  }
  await verifyBundle(files, trusted);
}

function refuseUnsignedFolder({ name, keys }: BundleConfig, root: string): void {
  if (Object.keys(keys).length === 0) return;
  throw new GatewayError(
    'bundle_signature',
    `bundle ${name} has keys, but ${root} is a folder, which bears no signature: build and sign a bundle of it`,
  );
}

async function load(
  files: readonly BundleFile[],
  { bundle, entrypoints, evaluation }: AdmissionOptions,
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
