import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetched, follow } from './git-source.ts';
import { openRepository } from './repository.ts';

test('a bundle file is taken byte by byte, with a revision and an order of its own', async () => {
  await using repository = await openRepository({ 'release/main.tar.gz': 'not looked at \0 here\n' });
  const candidate = await fetched(follow(repository, { path: 'release/main.tar.gz' }));
  assert.equal(candidate.kind === 'archive' && Buffer.from(candidate.bytes).toString(), 'not looked at \0 here\n');
  assert.equal(candidate.descendsFrom, undefined);
});
