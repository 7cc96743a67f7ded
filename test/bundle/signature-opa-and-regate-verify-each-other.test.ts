import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readArchive, writeArchive } from '../../src/bundle/archive.ts';
import { readManifest } from '../../src/bundle/manifest.ts';
import { generateSigningKey, signBundle, verifyBundle } from '../../src/bundle/signature.ts';
import { opa } from './opa-cli.ts';
import { file } from './tarball.ts';

const folder = await mkdtemp(join(tmpdir(), 'regate-signature-'));
after(() => rm(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);

const pem = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
const PAIRS = { ES256: generateSigningKey(), RS256: rsa(), PS384: rsa() };

/** Data that two implementations could hash differently. */
const DATA = String.raw`{"z": 1, "😀k": 2, "￮k": 3, "n": [1e3, 1E+2, -0, 0.10, 12345678901234567890], "a": {"__proto__": null, "b": true},
  "s": "<&>\u2028\u2029\u0007\b\f\n\/\"\\é \ud83d\ude00 \ud800", "dup": 1, "dup": 2, "": {}, "e": []}`;
const POLICY = 'package gw\n\nallow if input.a == data.z\n';

for (const [algorithm, { privateKey, publicKey }] of Object.entries(PAIRS)) {
  test(`a bundle that opa built and signed with ${algorithm}`, async () => {
    await writeFile(inFolder(`${algorithm}.key`), privateKey);
    await writeFile(inFolder('data.json'), DATA);
    await writeFile(inFolder('gw.rego'), POLICY);
    const bundle = inFolder(`opa-${algorithm}.tar.gz`);
    const key = ['--signing-key', inFolder(`${algorithm}.key`), '--signing-alg', algorithm];
    await opa(
      'build',
      '-b',
      folder,
      '--ignore',
      '*.key',
      '--ignore',
      '*.gz',
      '-o',
      bundle,
      '-t',
      'wasm',
      '-e',
      'gw/allow',
      ...key,
    );

    const files = await readArchive(await readFile(bundle));
    const keys = { default: { pem: publicKey, algorithm } };
    assert.deepEqual(await verifyBundle(files, keys), { keyId: 'default' });
    assert.deepEqual(readManifest(files).entrypoints, ['gw/allow']);
  });

  test(`a bundle that Regate signed with ${algorithm}`, async () => {
    const files = [
      file('.manifest', '{"revision": "r 1", "metadata": {"é<": 1.50}, "roots": [""]}'),
      file('data.json', DATA),
      file('gw/allow.rego', POLICY),
    ];
    const signed = await signBundle(files, { pem: privateKey, id: 'prod', algorithm, scope: 'edge' });
    await verifyBundle(signed, { prod: { pem: publicKey, algorithm, scope: 'edge' } });

    const bundle = inFolder(`regate-${algorithm}.tar.gz`);
    await writeFile(bundle, await writeArchive(signed));
    await writeFile(inFolder(`${algorithm}.pub`), publicKey);
    const key = ['--verification-key', inFolder(`${algorithm}.pub`), '--signing-alg', algorithm, '--scope', 'edge'];
    await opa('build', '-b', bundle, '-o', inFolder('again.tar.gz'), ...key, '--verification-key-id', 'prod');
    const wrong = opa('build', '-b', bundle, '-o', inFolder('again.tar.gz'), ...key.with(-1, 'other'));
    await assert.rejects(wrong, /scope mismatch/);
  });
}
