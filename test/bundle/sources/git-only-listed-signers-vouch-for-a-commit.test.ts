import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fetched, follow } from './git-source.ts';
import { openRepository, type Repository } from './repository.ts';
import { pgpSigner, type Signer, sshSigner } from './signers.ts';

const POLICY = { 'a.rego': 'package a' };
let commits = 0;

/** Commits and pushes, signed or not. */
async function commit(repository: Repository, signer?: Signer): Promise<void> {
  await repository.commit({ 'a.rego': `package a${commits++}` });
  if (signer) await repository.git(...signer.options, 'commit', '--quiet', '--amend', '--no-edit', '--reset-author');
  await repository.push();
}

/** Why what is there now is refused; undefined where it is vouched for. */
async function refusal(repository: Repository, ...signers: readonly { file: string }[]): Promise<string | undefined> {
  const candidate = await fetched(follow(repository, { signedBy: signers.map(({ file }) => file) }));
  return candidate.verify!().then(
    () => undefined,
    (error) => `${error.code}: ${error.message}`,
  );
}

test('a listed key of ssh vouches, another or none does not', async () => {
  await using repository = await openRepository(POLICY);
  const [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => sshSigner(repository.folder, name)));
  await commit(repository, alice);
  assert.equal(await refusal(repository, alice!), undefined);
  assert.equal(await refusal(repository, bob!, alice!), undefined);
  assert.match(
    (await refusal(repository, bob!))!,
    /^bundle_signature: commit [0-9a-f]{40} is signed by none of .*bob\.allowed/,
  );
  // A signed commit below vouches for nothing above it.
  await commit(repository);
  assert.match((await refusal(repository, alice!, bob!))!, /^bundle_signature: .*bears no signature/);
});

test('a key of ssh that was valid at another time, or for another purpose, does not vouch', async () => {
  await using repository = await openRepository(POLICY);
  const past = await sshSigner(repository.folder, 'past', 'valid-before="20200101"');
  await commit(repository, past);
  assert.match((await refusal(repository, past))!, /^bundle_signature: /);
  const file = await sshSigner(repository.folder, 'file');
  await commit(repository, file);
  assert.equal(await refusal(repository, file), undefined);
  const other = join(repository.folder, 'other.allowed');
  await writeFile(other, (await readFile(file.file, 'utf8')).replace('"git"', '"file"'));
  assert.match((await refusal(repository, { file: other }))!, /^bundle_signature: /);
});

test('a listed OpenPGP key vouches, another does not, nor does one that has expired', async () => {
  await using repository = await openRepository(POLICY);
  await using carol = await pgpSigner(repository.folder, 'carol');
  await using dave = await pgpSigner(repository.folder, 'dave', { armor: false });
  await using brief = await pgpSigner(repository.folder, 'brief', { year: 2020 });
  const alice = await sshSigner(repository.folder, 'alice');
  await commit(repository, carol);
  assert.equal(await refusal(repository, carol), undefined);
  assert.equal(await refusal(repository, alice, dave, carol), undefined);
  assert.match((await refusal(repository, dave))!, /^bundle_signature: /);
  assert.match((await refusal(repository, alice))!, /^bundle_signature: /);
  await commit(repository, alice);
  assert.match((await refusal(repository, carol))!, /^bundle_signature: /);
  await commit(repository, dave);
  assert.equal(await refusal(repository, dave), undefined);
  await commit(repository, brief);
  assert.match((await refusal(repository, brief))!, /^bundle_signature: .*expired/);
});

test('a commit that was changed after it was signed is refused', async () => {
  await using repository = await openRepository(POLICY);
  const alice = await sshSigner(repository.folder, 'alice');
  await commit(repository, alice);
  const signed = await repository.git('cat-file', 'commit', 'HEAD');
  const file = join(repository.folder, 'forged');
  await writeFile(file, `${signed.replace('change', 'other')}\n`);
  const forged = await repository.git('hash-object', '-t', 'commit', '-w', file);
  await repository.git('reset', '--quiet', '--hard', forged);
  await repository.push();
  assert.match((await refusal(repository, alice))!, /^bundle_signature: /);
});

test('where nobody is listed nobody is asked for', async () => {
  await using repository = await openRepository(POLICY);
  assert.equal((await fetched(follow(repository))).verify, undefined);
});
