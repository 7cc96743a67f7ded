import { readArchive } from '../archive.ts';
import { requireOrder } from '../order.ts';
import type { Candidate } from '../sources/source.ts';
import type { AdmissionOptions, Admitted } from './admission.ts';
import { load } from './load.ts';
import { requireSigned } from './trust.ts';

/** A bundle that was built elsewhere: sized, verified, ordered and loadable. */
export async function openArchive(
  candidate: Extract<Candidate, { kind: 'archive' }>,
  options: AdmissionOptions,
): Promise<Admitted> {
  const { bundle, after, steps } = options;
  const files = await steps.run('sized', () => readArchive(candidate.bytes));
  await steps.run('verified', async () => {
    await candidate.verify?.();
    await requireSigned(files, bundle);
  });
  await steps.run('ordered', () => requireOrder(candidate, after));
  const policy = await steps.run('loadable', () => load(files, options));
  return { policy, archive: candidate.bytes };
}
