import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GitSource } from '../../../src/bundle/sources/git.ts';
import { fetched, follow } from './git-source.ts';
import { openRepository } from './repository.ts';

async function comesAfter(source: GitSource, revision: string): Promise<boolean> {
  const candidate = await fetched(source);
  return candidate.descendsFrom!(revision);
}

test('a push comes after what was there, and what was there does not come after the push', async () => {
  await using repository = await openRepository({ 'a.rego': 'package a' });
  const first = await repository.git('rev-parse', 'HEAD');
  const source = follow(repository);
  assert.equal(await comesAfter(source, first), true);
  const second = await repository.commit({ 'a.rego': 'package b' });
  await repository.push();
  assert.equal(await comesAfter(source, first), true);
  assert.equal(await comesAfter(source, second), true);
  await repository.git('reset', '--quiet', '--hard', first);
  await repository.push();
  assert.equal(await comesAfter(source, second), false);
  // A process that starts now has never seen the newer commit.
  assert.equal(await comesAfter(follow(repository), second), false);
});

test('a history that was written anew does not come after the old one', async () => {
  await using repository = await openRepository({ 'a.rego': 'package a' });
  const old = await repository.commit({ 'a.rego': 'package b' });
  await repository.push();
  const source = follow(repository);
  await fetched(source);
  await repository.commit({ 'a.rego': 'package c' }, '--amend');
  await repository.push();
  assert.equal(await comesAfter(source, old), false);
});

test('a merge comes after both of its branches, though they are many commits long', async () => {
  await using repository = await openRepository({ 'a.rego': 'package a' });
  const root = await repository.git('rev-parse', 'HEAD');
  await repository.git('checkout', '--quiet', '-b', 'feature');
  const start = await repository.commit({ 'b.rego': 'package b' });
  for (let n = 0; n < 60; n++) await repository.git('commit', '--quiet', '--allow-empty', '--message=more');
  await repository.git('checkout', '--quiet', 'main');
  const left = await repository.commit({ 'a.rego': 'package c' });
  await repository.git('merge', '--quiet', '--no-edit', 'feature');
  await repository.push();
  for (const revision of [root, start, left]) assert.equal(await comesAfter(follow(repository), revision), true);
  assert.equal(await comesAfter(follow(repository), '0123456789'.repeat(4)), false);
});

test('what is no commit has no place in the order', async () => {
  await using repository = await openRepository({ 'a.rego': 'package a' });
  assert.equal(await comesAfter(follow(repository), 'v1.2'), true);
  assert.equal(await comesAfter(follow(repository), '--help'), true);
});
