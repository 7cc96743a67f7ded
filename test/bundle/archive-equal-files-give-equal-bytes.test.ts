import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArchive, writeArchive } from '../../src/bundle/archive.ts';
import { file, texts } from './tarball.ts';

test('the order in which files are given does not change the archive', async () => {
  const files = [file('data.json', '{}'), file('.manifest', '{"revision":""}'), file('a/ü.rego', 'package a')];
  const archive = await writeArchive(files);
  assert.deepEqual(await writeArchive(files.toReversed()), archive);
  assert.deepEqual(texts(await readArchive(archive)), {
    '.manifest': '{"revision":""}',
    'a/ü.rego': 'package a',
    'data.json': '{}',
  });
});

test('no time and no system is recorded', async () => {
  const archive = await writeArchive([file('data.json', '{}')]);
  assert.deepEqual([...archive.subarray(4, 8)], [0, 0, 0, 0]);
  assert.equal(archive[9], 255);
});
