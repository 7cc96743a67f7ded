import { requirePassed } from '../../toolchain/toolchain.ts';
import { writeArchive } from '../archive.ts';
import { requireOrder } from '../order.ts';
import type { Candidate } from '../sources/source.ts';
import type { AdmissionOptions, Admitted } from './admission.ts';
import { load } from './load.ts';
import { refuseKeys } from './trust.ts';

/** A folder of Rego: verified, ordered, compiled, loadable and tested. */
export async function compileFolder(
  candidate: Extract<Candidate, { kind: 'folder' }>,
  options: AdmissionOptions,
): Promise<Admitted> {
  const { bundle, entrypoints, after, steps } = options;
  const { root, files, revision } = candidate;
  const sources = { root, files };
  await steps.run('verified', async () => {
    refuseKeys(bundle, root);
    await candidate.verify?.();
  });
  await steps.run('ordered', () => requireOrder(candidate, after));
  const toolchain = await options.toolchain();
  const built = await steps.run('compiled', () =>
    toolchain.build(sources, { entrypoints, ...(revision !== undefined && { revision }) }),
  );
  const policy = await steps.run('loadable', () => load(built.files, options));
  await steps.run('tested', async () => requirePassed(await toolchain.test(sources)));
  return { policy, archive: await writeArchive(built.files) };
}
