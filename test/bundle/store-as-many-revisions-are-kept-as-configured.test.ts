import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BundleStore } from '../../src/bundle/store.ts';

const folder = await mkdtemp(join(tmpdir(), 'regate-'));
after(() => rm(folder, { recursive: true }));

test('as many revisions are kept as the configuration says, the active one among them', async () => {
  const store = new BundleStore(folder);
  const persist = (revision: string, keep: number) =>
    store.persist('main', Buffer.from(revision), { revision, activatedAt: 0 }, keep);
  const kept = async () => {
    const archives = (await readdir(join(folder, 'main'))).filter((name) => name.endsWith('.tar.gz')).length;
    const record = await store.record('main');
    return [archives, record?.active.revision, record?.former.map(({ revision }) => revision)];
  };
  for (const revision of ['one', 'two', 'three', 'four']) await persist(revision, 3);
  assert.deepEqual(await kept(), [3, 'four', ['three', 'two']]);
  await persist('five', 1);
  assert.deepEqual(await kept(), [1, 'five', []]);
});
