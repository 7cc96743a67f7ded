import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after } from 'node:test';
import { writeArchive } from '../../src/bundle/archive.ts';
import { type Built, Toolchain } from '../../src/toolchain/toolchain.ts';
import type { HostileModule } from '../policy/hostile-modules.ts';
import { ALLOW_ALL, eventually, type Running, start } from './fixture.ts';

const toolchain = await Toolchain.start();
after(() => toolchain.close());

/** Builds a policy whose only file is this one. */
export function build(rego: string): Promise<Built> {
  return toolchain.build({ files: [{ path: 'gateway.rego', bytes: Buffer.from(rego) }] });
}

export const GOOD = await build(ALLOW_ALL);

/** The archive of a bundle, with another module in it. */
export function archiveOf({ files }: Built, make: HostileModule['make'] = (wasm) => wasm): Promise<Uint8Array> {
  return writeArchive(files.map(({ name, bytes }) => ({ name, bytes: name === 'policy.wasm' ? make(bytes) : bytes })));
}

/** A gateway with two routes: `/api/**` of the bundle `main`, and `/other/**` of the bundle `other`, an archive. */
export function startTwo(endpoint: string, evaluation: object, other: Uint8Array): Promise<Running> {
  const source = { path: './other.tar.gz' };
  return start({
    endpoints: [endpoint],
    files: { 'other.tar.gz': other },
    config: {
      evaluation,
      bundles: {
        main: { source: { path: './policies' }, admission: { engines: 'skip' } },
        other: { source, entrypoint: 'gateway/decision' },
      },
      routes: [
        { id: 'api', match: { path: '/api/**' }, authenticate: [], bundle: 'main', upstream: 'main' },
        { id: 'other', match: { path: '/other/**' }, authenticate: [], bundle: 'other', upstream: 'main' },
      ],
    },
  });
}

/** Offers an archive to the bundle `other`, and waits until it was activated or refused; gives its status. */
export async function offer({ folder, gateway }: Running, archive: Uint8Array) {
  const attempts = () => {
    const { activations = 0, failures = 0 } = gateway.control.bundles().other ?? {};
    return activations + failures;
  };
  const before = attempts();
  const file = join(folder, 'other.tar.gz');
  if (Buffer.compare(await readFile(file), archive) === 0) throw new Error('it is there already');
  await writeFile(`${file}.new`, archive);
  await rename(`${file}.new`, file);
  return eventually('an attempt to activate it', () => attempts() > before && gateway.control.bundles().other);
}

/** Sends a request that the bundle `other` decides about. */
export function requestOther({ url }: Running, path = 'x'): Promise<Response> {
  return fetch(`${url}/other/${path}`);
}

/** An answer that a healthy policy let pass. */
export async function assertAllowed(running: Running): Promise<void> {
  const response = await requestOther(running);
  assert.deepEqual([response.status, await response.text()], [200, 'ok']);
}

/** An answer of a policy that cannot decide; gives the id of the decision. */
export async function assertUnavailable(running: Running): Promise<string> {
  const response = await requestOther(running);
  const problem = (await response.json()) as { code: string; decision_id: string };
  assert.deepEqual([response.status, problem.code], [503, 'policy_unavailable']);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  assert.equal(response.headers.get('retry-after'), '1');
  return problem.decision_id;
}
