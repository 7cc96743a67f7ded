import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fetched, filesOf, follow } from './git-source.ts';
import { openRepository } from './repository.ts';

const POLICY = {
  'README.md': 'about',
  'policies/gateway.rego': 'package gateway\n\nx := "ü"\n',
  'policies/roles/data.json': '{"a": 1}',
  'policies/empty.rego': '',
  'policies/notes.txt': 'passed over',
  'policies/.hidden/a.rego': 'package hidden',
};

test('the policy is the files of the folder, and the commit its revision', async () => {
  await using repository = await openRepository(POLICY);
  const candidate = await fetched(follow(repository, { path: 'policies' }));
  assert.deepEqual(filesOf(candidate), {
    'empty.rego': '',
    'gateway.rego': POLICY['policies/gateway.rego'],
    'roles/data.json': '{"a": 1}',
  });
  assert.equal(candidate.revision, await repository.git('rev-parse', 'HEAD'));
  assert.equal(candidate.kind === 'folder' && candidate.root, 'policies');
});

test('without a path it is the whole repository', async () => {
  await using repository = await openRepository(POLICY);
  const files = filesOf(await fetched(follow(repository)));
  assert.deepEqual(Object.keys(files), ['policies/empty.rego', 'policies/gateway.rego', 'policies/roles/data.json']);
});

test('a commit that changes nothing in the folder is nothing new, and one that does is', async () => {
  await using repository = await openRepository(POLICY);
  const source = follow(repository, { path: 'policies' });
  const { mark } = await fetched(source);
  await repository.commit({ 'README.md': 'about something else' });
  await repository.push();
  assert.equal(await source.fetch(mark), undefined);
  const commit = await repository.commit({ 'policies/gateway.rego': 'package gateway' });
  await repository.push();
  const next = await source.fetch(mark);
  assert.equal(next?.revision, commit);
  assert.notEqual(next?.mark, mark);
});

test('a tag is followed where no branch has the name', async () => {
  await using repository = await openRepository(POLICY);
  const first = await repository.git('rev-parse', 'HEAD');
  await repository.git('tag', '--annotate', '--message=release', 'stable');
  await repository.git('push', '--quiet', 'origin', 'stable');
  await repository.commit({ 'policies/gateway.rego': 'package gateway' });
  await repository.push();
  const source = follow(repository, { ref: 'stable' });
  assert.equal((await fetched(source)).revision, first);
  // Whoever may push a tag cannot get before the branch.
  await repository.git('push', '--quiet', 'origin', 'stable:refs/tags/main');
  assert.notEqual((await fetched(follow(repository))).revision, first);
});

test('what is not there is named', async () => {
  await using repository = await openRepository(POLICY);
  const failure = (config: object) => fetched(follow(repository, config)).then(String, (error: Error) => error.message);
  assert.match(await failure({ ref: 'nope' }), /origin\.git nope: the repository has neither a branch nor a tag nope/);
  assert.match(await failure({ path: 'nope' }), /main:nope: commit [0-9a-f]{40} has no nope/);
  assert.match(await failure({ path: 'README.md' }), /README\.md is neither a folder nor a bundle file/);
  assert.match(await failure({ url: `${repository.url}.nope` }), /git ls-remote failed: .*does not (appear|exist)/);
});

test('a copy that is broken is made anew', async () => {
  await using repository = await openRepository(POLICY);
  const source = follow(repository, { path: 'policies' });
  await fetched(source);
  const [copy] = (await readdir(repository.folder)).filter((name) => name.startsWith('copy-'));
  await rm(join(repository.folder, copy!, 'objects'), { recursive: true });
  await assert.rejects(fetched(source));
  assert.equal(Object.keys(filesOf(await fetched(source))).length, 3);
});
