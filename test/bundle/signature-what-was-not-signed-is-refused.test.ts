import assert from 'node:assert/strict';
import { createPrivateKey, createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { CompactSign } from 'jose';
import { fileDigest } from '../../src/bundle/digest.ts';
import { generateSigningKey, signBundle, verifyBundle } from '../../src/bundle/signature.ts';
import type { BundleFile } from '../../src/toolchain/layout.ts';
import { file } from './tarball.ts';

const pair = generateSigningKey();
const stranger = generateSigningKey();
const key = { pem: pair.privateKey, id: 'prod', algorithm: 'ES256' };
const keys = {
  prod: { pem: pair.publicKey, algorithm: 'ES256' },
  old: { pem: stranger.publicKey, algorithm: 'ES256' },
};
const content = [file('.manifest', '{"revision": "1"}'), file('data.json', '{"a": 1}'), file('policy.wasm', '\0asm')];
const signed = await signBundle(content, key);

const refused = (files: BundleFile[], message: RegExp, trusted: Parameters<typeof verifyBundle>[1] = keys) =>
  assert.rejects(verifyBundle(files, trusted), { code: 'bundle_signature', message });
const replaced = (name: string, text: string) => signed.map((f) => (f.name === name ? file(name, text) : f));

/** A bundle with a signature of one's own making. */
async function forged(
  header: { alg: string; kid?: string },
  payload: object,
  signer: Parameters<CompactSign['sign']>[0] = createPrivateKey(pair.privateKey),
): Promise<BundleFile[]> {
  const jws = await new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader(header).sign(signer);
  return [...content, file('.signatures.json', JSON.stringify({ signatures: [jws] }))];
}
const listed = (algorithm = 'SHA-256') =>
  content.map((f) => ({ name: f.name, algorithm, hash: fileDigest(f, algorithm) ?? '00' }));

test('the plain case is accepted, whatever the spaces and order of keys in its documents', async () => {
  assert.deepEqual(await verifyBundle(signed, keys), { keyId: 'prod' });
  await verifyBundle(replaced('data.json', '{ "a" : 1 }'), keys);
});

test('no signature', () => refused(content, /not signed/));
test('one bit of a module', () => refused(replaced('policy.wasm', '\x01asm'), /policy\.wasm is not what was signed/));
test('a number that means the same', () => refused(replaced('data.json', '{"a": 1.0}'), /not what was signed/));
test('a changed manifest', () => refused(replaced('.manifest', '{"revision": "2"}'), /not what was signed/));
test('a file less', () =>
  refused(
    signed.filter((f) => f.name !== 'data.json'),
    /data\.json is signed but not in it/,
  ));
test('a file more', () => refused([...signed, file('a.rego', '')], /a\.rego is not covered/));
test('a file with a name like that of the signatures', () =>
  refused([...signed, file('foosignatures.json', '')], /not covered/));
test('two files of signatures', () => refused([...signed, file('a/.signatures.json', '{}')], /odd place/));
test('signatures in a folder', () =>
  refused(
    signed.map((f) => (f.name === '.signatures.json' ? { ...f, name: 'a/.signatures.json' } : f)),
    /odd place/,
  ));

for (const [name, text, reason] of [
  ['signatures that are no JSON', '{', /not JSON/],
  ['no signature in the list', '{"signatures": []}', /exactly one/],
  ['two signatures', '{"signatures": ["a.b.c", "a.b.c"]}', /exactly one/],
  ['a plugin', '{"signatures": ["a.b.c"], "plugin": "x"}', /plugin/],
  ['what is no JWS', '{"signatures": ["abc"]}', /JWS/],
] as const) {
  test(name, () => refused(replaced('.signatures.json', text), reason));
}

test('a key that is not trusted', async () => {
  await refused(await signBundle(content, { ...key, id: 'unknown' }), /"unknown".* not among/);
  await refused(await signBundle(content, { ...key, id: '__proto__' }), /not among/);
});
test('a trusted id on the signature of a stranger', async () => {
  await refused(await signBundle(content, { ...key, pem: stranger.privateKey }), /does not verify/);
});
test('another algorithm than the configured one', async () => {
  const secret = createSecretKey(Buffer.from(pair.publicKey));
  await refused(await forged({ alg: 'HS256', kid: 'prod' }, { files: listed() }, secret), /does not verify/);
  const none = `${Buffer.from('{"alg":"none","kid":"prod"}').toString('base64url')}.e30.`;
  await refused(replaced('.signatures.json', JSON.stringify({ signatures: [none] })), /does not verify/);
  await refused(signed, /does not verify/, { prod: { pem: pair.publicKey, algorithm: 'RS256' } });
  await refused(signed, /not an algorithm/, { prod: { pem: pair.publicKey, algorithm: 'HS256' } });
});
test('another scope', async () => {
  await refused(await signBundle(content, { ...key, scope: 'edge' }), /scope/);
  await refused(signed, /scope/, { prod: { ...keys.prod, scope: 'edge' } });
});
test('weak or unknown hash functions', async () => {
  for (const algorithm of ['MD5', 'SHA-1', 'SHA-224', 'constructor']) {
    await refused(await forged({ alg: 'ES256', kid: 'prod' }, { files: listed(algorithm) }), /not accepted/);
  }
  await verifyBundle(await forged({ alg: 'ES256', kid: 'prod' }, { files: listed('SHA-512') }), keys);
});
test('a file that is listed twice', async () => {
  const [first, ...rest] = listed();
  await refused(await forged({ alg: 'ES256', kid: 'prod' }, { files: [first, first, ...rest] }), /twice/);
});
test('a list of no valid form', async () => {
  for (const files of [undefined, {}, [1], [{ name: 'a' }]]) {
    await refused(await forged({ alg: 'ES256', kid: 'prod' }, { files }), /lists/);
  }
});

test('without kid the payload names the key, and without that the only key serves', async () => {
  assert.deepEqual(await verifyBundle(await forged({ alg: 'ES256' }, { files: listed(), keyid: 'prod' }), keys), {
    keyId: 'prod',
  });
  const nameless = await forged({ alg: 'ES256' }, { files: listed() });
  await refused(nameless, /names no key/);
  assert.deepEqual(await verifyBundle(nameless, { prod: keys.prod }), { keyId: 'prod' });
});
