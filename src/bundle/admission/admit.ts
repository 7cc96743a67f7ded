import type { Candidate } from '../sources/source.ts';
import type { AdmissionOptions, Admitted } from './admission.ts';
import { openArchive } from './archive-candidate.ts';
import { compileFolder } from './folder-candidate.ts';

/**
 * Takes a candidate through every step that needs no worker, in the order of StepName. Throws GatewayError with the
 * findings of the first step that fails; nothing has changed then.
 */
export async function admit(candidate: Candidate, options: AdmissionOptions): Promise<Admitted> {
  const { steps, compare } = options;
  const admitted = await (candidate.kind === 'folder'
    ? compileFolder(candidate, options)
    : openArchive(candidate, options));
  if (compare) await steps.run('compared', () => compare(admitted.policy));
  return admitted;
}
