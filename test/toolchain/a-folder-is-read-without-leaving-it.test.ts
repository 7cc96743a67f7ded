import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSources } from '../../src/toolchain/toolchain.ts';

test('sources alone, no hidden folder, and links only to what lies inside, as Kubernetes mounts them', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'regate-sources-'));
  t.after(() => rm(folder, { recursive: true }));
  const policies = join(folder, 'policies');
  for (const name of ['b', '.git', 'node_modules/x', '..data']) await mkdir(join(policies, name), { recursive: true });
  await writeFile(join(folder, 'outside.json'), '{"secret": 1}');
  for (const name of [
    'a.rego',
    'b/data.json',
    'b/other.json',
    '.git/c.rego',
    'node_modules/x/d.rego',
    '..data/data.yaml',
  ]) {
    await writeFile(join(policies, name), '');
  }
  await symlink(join('..data', 'data.yaml'), join(policies, 'data.yaml'));
  await symlink(join(folder, 'outside.json'), join(policies, 'data.json'));
  await symlink(folder, join(policies, 'loop'));

  const { files } = await readSources(policies);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['a.rego', 'b/data.json', 'data.yaml'],
  );
});

test('what cannot be read', async () => {
  await assert.rejects(readSources('/nowhere'), { code: 'bundle_unreadable', message: /\/nowhere/ });
});
