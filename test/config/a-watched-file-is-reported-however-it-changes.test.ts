import assert from 'node:assert/strict';
import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { watchPath } from '../../src/config/watch.ts';
import { folder, until } from './fixture.ts';

/** Watches `path` without the slow look that would hide a lost notice. Gives a function that waits for one more report. */
function watching(t: TestContext, path: string): () => Promise<void> {
  let reported = 0;
  let expected = 0;
  const watch = watchPath(path, () => reported++, { settle: 10, poll: 600_000 });
  t.after(() => watch.close());
  return async () => {
    expected += 1;
    await until(() => reported >= expected);
    assert.equal(reported, expected);
  };
}

test('written in place', async (t) => {
  const path = await folder(t, { 'a.yaml': '1' });
  const reported = watching(t, join(path, 'a.yaml'));
  await appendFile(join(path, 'a.yaml'), '2');
  await reported();
});

test('replaced by a rename, twice, as editors do', async (t) => {
  const path = await folder(t, { 'a.yaml': '1' });
  const reported = watching(t, join(path, 'a.yaml'));
  for (const text of ['2', '3']) {
    await writeFile(join(path, '.a.yaml.swp'), text);
    await rename(join(path, '.a.yaml.swp'), join(path, 'a.yaml'));
    await reported();
  }
});

test('behind a link that is swapped, twice, as in a mounted ConfigMap', async (t) => {
  const path = await folder(t, { '..1/a.yaml': '1', '..2/a.yaml': '2', '..3/a.yaml': '3' });
  await symlink('..1', join(path, '..data'));
  await symlink('..data/a.yaml', join(path, 'a.yaml'));
  const reported = watching(t, join(path, 'a.yaml'));
  for (const version of ['2', '3']) {
    await symlink(`..${version}`, join(path, '..data_tmp'));
    await rename(join(path, '..data_tmp'), join(path, '..data'));
    await rm(join(path, `..${Number(version) - 1}`), { recursive: true });
    await reported();
  }
});

test('removed and made again', async (t) => {
  const path = await folder(t, { 'a.yaml': '1' });
  const reported = watching(t, join(path, 'a.yaml'));
  await rm(join(path, 'a.yaml'));
  await reported();
  await writeFile(join(path, 'a.yaml'), '1');
  await reported();
});

test('a file deep in a watched folder, also in a folder that is new', async (t) => {
  const path = await folder(t, { 'policies/a.rego': '1' });
  const reported = watching(t, join(path, 'policies'));
  await mkdir(join(path, 'policies/lib/more'), { recursive: true });
  await reported();
  await writeFile(join(path, 'policies/lib/more/b.rego'), '1');
  await reported();
  await appendFile(join(path, 'policies/lib/more/b.rego'), '2');
  await reported();
  await rm(join(path, 'policies/lib'), { recursive: true });
  await reported();
});

test('a watched folder that is replaced as a whole', async (t) => {
  const path = await folder(t, { 'policies/a.rego': '1', 'next/a.rego': '2' });
  const reported = watching(t, join(path, 'policies'));
  await rm(join(path, 'policies'), { recursive: true });
  await reported();
  await rename(join(path, 'next'), join(path, 'policies'));
  await reported();
  await appendFile(join(path, 'policies/a.rego'), '3');
  await reported();
});
