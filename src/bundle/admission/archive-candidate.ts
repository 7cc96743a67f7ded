import { sha256 } from '../../config/files.ts';
import { readArchive } from '../archive.ts';
import { readManifest } from '../manifest.ts';
import { requireNewer, requireOrder } from '../order.ts';
import type { Candidate } from '../sources/source.ts';
import type { AdmissionOptions, Admitted } from './admission.ts';
import { load } from './load.ts';
import { requireProof } from './tested.ts';
import { isSigned, requireSigned } from './trust.ts';

/** A bundle that was built elsewhere: sized, verified, ordered, loadable, and tested where it was built. */
export async function openArchive(
  candidate: Extract<Candidate, { kind: 'archive' }>,
  options: AdmissionOptions,
): Promise<Admitted> {
  const { bundle, after, kept, steps } = options;
  const files = await steps.run('sized', () => readArchive(candidate.bytes));
  await steps.run('verified', async () => {
    await candidate.verify?.();
    await requireSigned(files, bundle);
  });
  const { serial, proof } = readManifest(files).regate ?? {};
  await steps.run('ordered', async () => {
    await requireOrder(candidate, after);
    if (isSigned(bundle)) await requireNewer({ serial, archive: sha256(candidate.bytes) }, after);
  });
  const policy = await steps.run('loadable', () => load(files, options));
  if (!kept) await steps.run('tested', () => requireProof(proof, bundle.admission));
  return { policy, archive: candidate.bytes, serial };
}
