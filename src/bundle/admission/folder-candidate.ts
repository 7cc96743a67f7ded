import type { PreparedPolicy } from '../../policy/prepared.ts';
import { NO_PROBES, type Sources, type TestReport, type Toolchain } from '../../toolchain/toolchain.ts';
import { writeArchive } from '../archive.ts';
import { requireOrder } from '../order.ts';
import type { Candidate } from '../sources/source.ts';
import type { AdmissionOptions, Admitted } from './admission.ts';
import { agree } from './agree.ts';
import { load } from './load.ts';
import { requireTested } from './tested.ts';
import { refuseKeys } from './trust.ts';

/** Inputs that are generated for both engines, and milliseconds for that: an edit has to be live in about a second. */
const GENERATED = { count: 400, budget: 300 };

/** Events of the decision log in which inputs are looked for. */
const RECENT = 1000;

/** A folder of Rego: verified, ordered, compiled, loadable, tested, and agreed on by both engines. */
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
  const report = await steps.run('tested', () => runTests(sources, toolchain, options));
  if (bundle.admission.engines === 'agree') {
    await steps.run('agreed', () => askBoth(policy, sources, report, toolchain, options));
  }
  return { policy, archive: await writeArchive(built.files) };
}

async function runTests(sources: Sources, toolchain: Toolchain, { bundle }: AdmissionOptions): Promise<TestReport> {
  const report = await toolchain.test(sources, { coverage: true, probes: true });
  requireTested(report, bundle.admission);
  return report;
}

async function askBoth(
  policy: PreparedPolicy,
  sources: Sources,
  { probes = NO_PROBES }: TestReport,
  toolchain: Toolchain,
  { recent, now }: AdmissionOptions,
): Promise<void> {
  const ticks = () => performance.now();
  const lines = recent?.(RECENT) ?? [];
  await agree({ policy, sources, probes, recent: lines, toolchain, generated: GENERATED, now: now(), ticks });
}
