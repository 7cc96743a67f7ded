import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fetched, filesOf, follow } from './git-source.ts';
import { openRepository } from './repository.ts';

const POLICY = { 'policies/gateway.rego': 'package gateway' };

async function refusal(prepare: (repository: Awaited<ReturnType<typeof openRepository>>) => Promise<unknown>) {
  await using repository = await openRepository(POLICY);
  await prepare(repository);
  await repository.commit({});
  await repository.push();
  const error = await fetched(follow(repository, { path: 'policies' })).then(
    () => assert.fail('it was taken'),
    (thrown) => thrown,
  );
  assert.equal(error.code, 'bundle_unreadable');
  return error.message as string;
}

test('a symbolic link is refused, wherever it leads', async () => {
  for (const target of ['/etc/passwd', 'gateway.rego']) {
    const message = await refusal(({ folder }) => symlink(target, join(folder, 'work/policies/more.rego')));
    assert.match(message, /more\.rego is a symbolic link: put the files there/);
  }
});

test('a folder that is a symbolic link is refused', async () => {
  await using repository = await openRepository({ 'real/gateway.rego': 'package gateway' });
  await symlink('real', join(repository.folder, 'work/policies'));
  await repository.commit({});
  await repository.push();
  await assert.rejects(fetched(follow(repository, { path: 'policies' })), /policies is neither a folder nor/);
});

test('a submodule is refused, and not fetched', async () => {
  await using other = await openRepository({ 'a.rego': 'package other' });
  const message = await refusal(({ git }) => git('submodule', 'add', '--quiet', other.url, 'policies/other'));
  assert.match(message, /other is a submodule/);
});

test('a pointer of Git LFS is refused', async () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
  const message = await refusal(({ commit }) => commit({ 'policies/data.json': pointer }));
  assert.match(message, /data\.json is kept with Git LFS/);
});

test('outside of the folder they do not matter', async () => {
  await using repository = await openRepository(POLICY);
  await symlink('policies/gateway.rego', join(repository.folder, 'work/link.rego'));
  await repository.commit({});
  await repository.push();
  assert.deepEqual(filesOf(await fetched(follow(repository, { path: 'policies' }))), {
    'gateway.rego': 'package gateway',
  });
});
