import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { eventually } from './fixture.ts';
import { configuration, folderWith, type Served, serve } from './process.ts';
import { startUpstream } from './upstream.ts';

const edition = (name: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "obligations": [{"type": "response_headers", "set": {"x-edition": "${name}"}}]}
`;

/** Leaves its decision undefined. */
const BAD = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true} if input.request.method == "NONE"
`;

const editionOf = async ({ url }: Served) => {
  const answer = await fetch(`${url}/api/x`);
  await answer.body?.cancel();
  return answer.headers.get('x-edition') ?? answer.status;
};

async function operator(folder: string, { admin }: Served, path: string, method = 'GET'): Promise<BundleStatus> {
  const token = (await readFile(join(folder, 'state/admin-token'), 'utf8')).trim();
  const answer = await fetch(`${admin}/v1/bundles/main${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  return (await answer.json()) as BundleStatus;
}

async function kill(served: Served): Promise<void> {
  served.child.kill('SIGKILL');
  await served.exited;
}

test('what was taken back stays away over a restart, and when it is offered again, until an operator wants it', async () => {
  await using upstream = await startUpstream();
  const folder = await folderWith({
    'regate.yaml': configuration(upstream.origin),
    'policies/gateway.rego': edition('one'),
  });
  const offer = (text: string) => writeFile(join(folder, 'policies/gateway.rego'), text);

  const first = await serve(folder);
  const status = () => operator(folder, first, '');
  await offer(BAD);
  await eventually('the bad one answers', async () => (await status()).activations === 2);
  await eventually('it is taken back', async () => (await editionOf(first)) === 'one');
  const { quarantined, state } = await eventually('it is shown', async () => {
    const now = await status();
    return now.state === 'active' && now;
  });
  assert.deepEqual([state, quarantined.length], ['active', 1]);
  assert.match(quarantined[0]?.reason ?? '', /evaluations ended in a fault/);
  await kill(first);

  const second = await serve(folder);
  assert.equal(await editionOf(second), 'one', 'the source still offers the bad one');
  assert.deepEqual((await operator(folder, second, '')).quarantined, quarantined);
  await offer(edition('two'));
  await eventually('another one is taken', async () => (await editionOf(second)) === 'two');
  await offer(BAD);
  const refused = await eventually('the bad one is refused', async () => {
    const now = await operator(folder, second, '');
    return now.state === 'failed' && now;
  });
  assert.deepEqual([refused.error?.code, refused.steps.at(-1)?.name], ['bundle_quarantined', 'compared']);
  assert.match(refused.error?.message ?? '', /was taken back at .*ended in a fault.*`regate activate main`/);
  assert.equal(await editionOf(second), 'two');

  const wanted = await operator(folder, second, '/activate', 'POST');
  assert.deepEqual([wanted.state, wanted.quarantined], ['active', []]);
  for (let i = 0; i < 5; i++) assert.equal(await editionOf(second), 500);
  await pause(1500);
  assert.equal(await editionOf(second), 500, 'no guard sends back what an operator chose');
  assert.equal((await operator(folder, second, '/rollback', 'POST')).state, 'active');
  assert.equal(await editionOf(second), 'two');
  await kill(second);
  await rm(folder, { recursive: true });
});
