import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readArchive, writeArchive } from '../../src/bundle/archive.ts';
import { readManifest } from '../../src/bundle/manifest.ts';
import { readSources } from '../../src/toolchain/toolchain.ts';
import { opa } from '../bundle/opa-cli.ts';
import { POLICIES, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();
const sources = await readSources(POLICIES);
const built = await toolchain.build(sources, { metadata: { commit: 'abc' } });

test('the manifest names the entrypoint, what it reads and what made it', () => {
  const manifest = readManifest(built.files);
  assert.deepEqual(manifest.entrypoints, ['gateway/decision']);
  assert.deepEqual(manifest.regate?.reads, {
    'gateway/decision': [
      ['request', 'method'],
      ['route', 'id'],
      ['subject', 'claims', 'roles'],
    ],
  });
  const text = built.files.find(({ name }) => name === '.manifest')?.bytes ?? '';
  const { metadata } = JSON.parse(Buffer.from(text).toString());
  const { reads, ...rest } = metadata.regate;
  assert.deepEqual(reads, manifest.regate?.reads);
  assert.deepEqual(rest, {
    deterministic: true,
    toolchain: { opa: '1.22.2' },
    commit: 'abc',
  });
});

test('sources are in it as they are, without tests; numbers in data as they were written', () => {
  assert.deepEqual(
    built.files.map(({ name }) => name),
    ['.manifest', 'data.json', 'gateway/decision.rego', 'policy.wasm', 'roles/roles.rego'],
  );
  const bytes = (name: string) => Buffer.from(built.files.find((file) => file.name === name)?.bytes ?? '');
  const source = sources.files.find(({ path }) => path === 'gateway/decision.rego');
  assert.deepEqual(bytes('gateway/decision.rego'), Buffer.from(source?.bytes ?? ''));
  assert.match(bytes('data.json').toString(), /"limit":1\.50/);
});

test("OPA's own command line reads it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'regate-build-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'bundle.tar.gz');
  await writeFile(file, await writeArchive(built.files));
  const { manifest, namespaces } = JSON.parse(await opa('inspect', '--format', 'json', file));
  assert.equal(manifest.revision, built.revision);
  assert.deepEqual(namespaces['data.gateway.decision'], ['/policy.wasm']);
  await opa('build', '-b', file, '-o', join(folder, 'again.tar.gz'));
  assert.ok((await readArchive(await writeArchive(built.files))).length > 0);
});
