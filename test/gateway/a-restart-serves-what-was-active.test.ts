import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from './fixture.ts';
import { configuration, folderWith, type Served, serve } from './process.ts';
import { startUpstream } from './upstream.ts';

const edition = (name: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "obligations": [{"type": "response_headers", "set": {"x-edition": "${name}"}}]}
`;

async function editionOf({ url }: Served): Promise<string | null> {
  const response = await fetch(`${url}/api/x`);
  assert.equal(response.status, 200);
  return response.headers.get('x-edition');
}

async function kill(served: Served): Promise<void> {
  served.child.kill('SIGKILL');
  assert.equal(await served.exited, 'SIGKILL');
}

test('after kill -9 the last known good policy serves, also when the source is broken', async () => {
  await using upstream = await startUpstream();
  const folder = await folderWith({
    'regate.yaml': configuration(upstream.origin),
    'policies/gateway.rego': edition('good'),
  });
  const first = await serve(folder);
  assert.equal(await editionOf(first), 'good');
  await kill(first);
  await writeFile(join(folder, 'policies/gateway.rego'), 'package gateway\n\nbroken := {');
  const second = await serve(folder);
  assert.equal(await editionOf(second), 'good');
  assert.match(second.log(), /policy_invalid/);
  await kill(second);
  await rm(folder, { recursive: true });
});

test('what an operator went back from stays away over a restart, until the source changes', async () => {
  await using upstream = await startUpstream();
  const folder = await folderWith({
    'regate.yaml': configuration(upstream.origin),
    'policies/gateway.rego': edition('one'),
  });
  const first = await serve(folder);
  await writeFile(join(folder, 'policies/gateway.rego'), edition('two'));
  await eventually('the second edition', async () => (await editionOf(first)) === 'two');
  const token = (await readFile(join(folder, 'state/admin-token'), 'utf8')).trim();
  const rollback = await fetch(`${first.admin}/v1/bundles/main/rollback`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(rollback.status, 200);
  assert.equal(await editionOf(first), 'one');
  await kill(first);
  const second = await serve(folder);
  assert.equal(await editionOf(second), 'one');
  await writeFile(join(folder, 'policies/gateway.rego'), edition('three'));
  await eventually('the third edition', async () => (await editionOf(second)) === 'three');
  await kill(second);
  await rm(folder, { recursive: true });
});

test('a copy on disk that was changed is not served', async () => {
  await using upstream = await startUpstream();
  const folder = await folderWith({
    'regate.yaml': configuration(upstream.origin),
    'policies/gateway.rego': edition('good'),
  });
  await kill(await serve(folder));
  const { active } = JSON.parse(await readFile(join(folder, 'state/bundles/main/active.json'), 'utf8'));
  const archive = join(folder, `state/bundles/main/${active.digest}.tar.gz`);
  const bytes = await readFile(archive);
  bytes[bytes.length - 20]! ^= 1;
  await writeFile(archive, bytes);
  await writeFile(join(folder, 'policies/gateway.rego'), 'package gateway\n\nbroken := {');
  const served = await serve(folder);
  const refused = await fetch(`${served.url}/api/x`);
  assert.equal(refused.status, 503);
  assert.equal(((await refused.json()) as { code: string }).code, 'policy_unavailable');
  assert.equal((await fetch(`${served.admin}/health/ready`)).status, 503);
  assert.match(served.log(), /was changed on disk/);
  await kill(served);
  await rm(folder, { recursive: true });
});
