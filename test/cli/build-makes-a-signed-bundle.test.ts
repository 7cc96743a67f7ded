import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readArchive } from '../../src/bundle/archive.ts';
import { readProof } from '../../src/bundle/proof.ts';
import { generateSigningKey } from '../../src/bundle/signature.ts';
import { folderWith, POLICY, regate } from './regate.ts';

const keys = generateSigningKey();
const folder = await folderWith({ ...POLICY, 'key.pem': keys.privateKey, 'key.pub': keys.publicKey });
const run = (...args: string[]) => regate(folder, args);
const bytes = (name: string) => readFile(join(folder, name));

test('twice the same bytes', async () => {
  const first = await run('build', '-o', 'one.tar.gz');
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /^one\.tar\.gz: revision [0-9a-f]{16}, \d+ bytes, gateway\/decision\n$/);
  await run('build', 'policies', '--output', 'two.tar.gz');
  assert.deepEqual(await bytes('two.tar.gz'), await bytes('one.tar.gz'));
});

test('signed, inspected and verified', async () => {
  const built = await run(
    'build',
    '-o',
    'signed.tar.gz',
    '--sign',
    'key.pem',
    '--key-id',
    'prod',
    '--revision',
    'v7',
    '--json',
  );
  const { revision, reads, deterministic, files } = JSON.parse(built.stdout);
  assert.deepEqual([revision, deterministic, reads], ['v7', true, { 'gateway/decision': [['request', 'method']] }]);
  assert.ok(files.includes('.signatures.json'));

  const inspected = JSON.parse((await run('inspect', 'signed.tar.gz', '--json')).stdout);
  assert.deepEqual([inspected.revision, inspected.signed, inspected.entrypoints], ['v7', true, ['gateway/decision']]);

  const verified = await run('verify', 'signed.tar.gz', '--key', 'key.pub', '--key-id', 'prod');
  assert.deepEqual([verified.status, verified.stdout], [0, 'signed.tar.gz: the signature of prod is valid\n']);
  const wrong = await run('verify', 'signed.tar.gz', '--key', 'key.pub', '--key-id', 'prod', '--scope', 'edge');
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /bundle_signature: .*scope/);
});

test('with the proof that its tests passed and that both engines agree, unless tests are left out', async () => {
  const proof = async (...args: string[]) => {
    await run('build', '-o', 'proven.tar.gz', ...args);
    const manifest = (await readArchive(await bytes('proven.tar.gz'))).find(({ name }) => name === '.manifest')!;
    return JSON.parse(Buffer.from(manifest.bytes).toString()).metadata.regate.proof;
  };
  const { tests, coverage, engines, toolchain } = readProof(await proof())!;
  assert.deepEqual([tests, coverage, engines.agreed], [{ passed: 2 }, 100, true]);
  assert.ok(engines.cases > 20, `${engines.cases} cases`);
  assert.match(toolchain.opa, /^\d+\.\d+\.\d+$/);
  assert.equal(await proof('--no-tests'), undefined);
});

test('engines that do not agree stop it', async () => {
  const path = await folderWith({
    'p/p.rego':
      'package p\n\n# METADATA\n# entrypoint: true\ndecision := {"allow": first == "a"}\n\nfirst := [one | some one in several][0]\n\nseveral contains one if some one in input.several\n',
    'p/p_test.rego':
      'package p_test\n\nimport data.p\n\ntest_a if p.decision.allow with input.several as ["c", "b", "a", "d"]\n',
  });
  const { status, stderr } = await regate(path, ['build', 'p']);
  assert.equal(status, 1);
  assert.match(stderr, /bundle_disagreement: p\/decision on an input of a test, shortened: \{"several":/);
  assert.equal((await regate(path, ['build', 'p', '--no-tests'])).status, 0);
});

test('a bundle is signed afterwards', async () => {
  await run('build', '-o', 'plain.tar.gz');
  assert.equal((await run('verify', 'plain.tar.gz', '--key', 'key.pub')).status, 1);
  assert.equal((await run('sign', 'plain.tar.gz', '--key', 'key.pem')).status, 0);
  assert.equal((await run('verify', 'plain.tar.gz', '--key', 'key.pub')).status, 0);
});

test('a failing test stops it, unless tests are left out', async () => {
  const failing = 'package gateway_test\n\ntest_no if false\n';
  await writeFile(join(folder, 'policies', 'failing_test.rego'), failing);
  const stopped = await run('build', '-o', 'failing.tar.gz');
  assert.equal(stopped.status, 1);
  assert.match(stopped.stderr, /policies\/failing_test\.rego:3:\d+ test_failed gateway_test\.test_no/);
  assert.ok(!existsSync(join(folder, 'failing.tar.gz')));
  assert.equal((await run('build', '-o', 'failing.tar.gz', '--no-tests')).status, 0);
});

test('a key that is missing, and a place that cannot be written', async () => {
  assert.equal((await run('build', '--no-tests', '--sign', 'nokey.pem')).status, 2);
  assert.equal((await run('build', '--no-tests', '-o', 'no/where.tar.gz')).status, 2);
  assert.equal((await run('inspect', 'nothing.tar.gz')).status, 3);
});
