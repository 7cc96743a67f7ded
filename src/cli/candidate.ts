import { stat } from 'node:fs/promises';
import { load } from '../bundle/admission/load.ts';
import { sourcesOfBundle } from '../bundle/kept.ts';
import { readGitFolder } from '../bundle/sources/git-local.ts';
import { GatewayError } from '../errors.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';
import type { BundleFile, Sources, Toolchain } from '../toolchain/toolchain.ts';
import { readBundle } from './bundle-file.ts';
import { readPolicies } from './policy-files.ts';

/** Memory of an instance here: nobody else needs it. */
const MEMORY = 1 << 30;

const GIT = /^git:([^:]+)(?::(.*))?$/;

/** What `CANDIDATE` may be, for the help of commands. */
export const CANDIDATE_HELP = 'a folder of Rego, a bundle (.tar.gz), or git:REF[:FOLDER] of the repository here';

/** A policy that was named on the command line. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: PreparedPolicy;
  /** Where it came as Rego. */
  readonly sources?: Sources;
}

/**
 * Reads, and where it is Rego builds, the policy that a text names: see CANDIDATE_HELP.
 *
 * @param entrypoints in addition to those that METADATA marks; a bundle has its own
 */
export async function readCandidate(
  name: string,
  entrypoints: readonly string[],
  toolchain: () => Promise<Toolchain>,
): Promise<NamedPolicy> {
  const sources = await sourcesOf(name);
  if (sources === undefined) return { name, policy: await prepare(await readBundle(name)) };
  const built = await (await toolchain()).build(sources, { entrypoints });
  return { name, policy: await prepare(built.files), sources };
}

/** The Rego and the data of the policy that a text names: see CANDIDATE_HELP. Nothing is built. */
export async function readRego(name: string): Promise<Sources> {
  return (await sourcesOf(name)) ?? sourcesOfBundle(await readBundle(name));
}

/** Undefined where it is a file. */
async function sourcesOf(name: string): Promise<Sources | undefined> {
  const [, ref, folder = ''] = GIT.exec(name) ?? [];
  if (ref !== undefined) return { root: name, files: await readGitFolder(process.cwd(), ref, folder) };
  const found = await stat(name).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : error.message;
    throw new GatewayError('bundle_unreadable', `${name} ${why}; a policy is ${CANDIDATE_HELP}`, { cause: error });
  });
  return found.isDirectory() ? readPolicies([name]) : undefined;
}

function prepare(files: readonly BundleFile[]): Promise<PreparedPolicy> {
  return load(files, { bundle: { name: 'candidate' }, evaluation: { rewrite: true, memory: MEMORY }, entrypoints: [] });
}
