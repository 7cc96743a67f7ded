import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeArchive } from '../../src/bundle/archive.ts';
import { readSources } from '../../src/toolchain/toolchain.ts';
import { POLICIES, startToolchain } from './fixture.ts';

test('two toolchains, and the files in another order', async () => {
  const sources = await readSources(POLICIES);
  const reversed = { root: 'elsewhere', files: sources.files.toReversed() };
  const [one, two] = [await startToolchain(), await startToolchain()];
  const archive = await writeArchive((await one.build(sources)).files);
  assert.deepEqual(await writeArchive((await two.build(reversed)).files), archive);
  assert.deepEqual(await writeArchive((await one.build(reversed)).files), archive);
});

test('the revision follows the content, unless one is given', async () => {
  const toolchain = await startToolchain();
  const sources = await readSources(POLICIES);
  const changed = sources.files.map((file) =>
    file.path === 'roles/data.json' ? { ...file, bytes: Buffer.from('{"grants": {}}') } : file,
  );
  const { revision } = await toolchain.build(sources);
  assert.match(revision, /^[0-9a-f]{16}$/);
  assert.notEqual((await toolchain.build({ files: changed })).revision, revision);
  assert.equal((await toolchain.build(sources, { revision: 'v1' })).revision, 'v1');
});
