import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ARCHIVE_LIMITS } from '../../../src/bundle/archive.ts';
import { fetched, follow } from './git-source.ts';
import { openRepository } from './repository.ts';

test('a repository that is larger than allowed is given up', async () => {
  await using repository = await openRepository({ 'a.rego': 'package a' });
  const maxBytes = 512 * 1024;
  await fetched(follow(repository, {}, { maxBytes }));
  await repository.commit({ 'noise.txt': randomBytes(1024 * 1024).toString('hex') });
  await repository.push();
  await assert.rejects(fetched(follow(repository, {}, { maxBytes })), {
    code: 'bundle_unreadable',
    message: /the repository is larger than 524288 bytes/,
  });
});

test('a folder with too many files is refused before they are read', async () => {
  const files = Array.from({ length: 10_001 }, (_, n) => [`policies/p${n}.rego`, `package p${n}`]);
  await using repository = await openRepository(Object.fromEntries(files));
  await assert.rejects(fetched(follow(repository)), /more than 10000 files/);
});

test('a bundle file that inflates git itself is refused by its size', async () => {
  await using repository = await openRepository({ 'b.tar.gz': '\0'.repeat(ARCHIVE_LIMITS.compressed + 1) });
  await assert.rejects(fetched(follow(repository, { path: 'b.tar.gz' })), /is larger than 67108864 bytes/);
});
