import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { findKey, readKeySet } from '../../src/identity/jwks.ts';
import { signer } from './signer.ts';

const read = (keys: readonly object[], algorithms: readonly string[]) =>
  readKeySet(JSON.stringify({ keys }), algorithms);
const ec = signer('k1').jwk;
const rsa = signer('r1', 'RS256').jwk;

test('a key verifies for its own `alg`, whatever the issuer allows besides', async () => {
  const set = await read([rsa], ['PS256', 'RS256']);
  assert.equal(findKey(set, 'RS256', 'r1')?.algorithm, 'RS256');
  assert.equal(findKey(set, 'PS256', 'r1'), undefined);
});

test('a key without `alg` verifies for the first algorithm of the issuer that suits its type', async () => {
  const set = await read(
    [
      { ...rsa, alg: undefined },
      { ...ec, alg: undefined },
    ],
    ['PS256', 'ES384', 'ES256', 'RS256'],
  );
  assert.deepEqual(
    Array.from(set.keys, ({ kid, algorithm }) => [kid, algorithm]),
    [
      ['r1', 'PS256'],
      ['k1', 'ES256'],
    ],
  );
});

test('E4: a repeated key id names no key, and neither does the lack of one among several keys', async () => {
  const twin = signer('k1').jwk;
  const other = signer('k2').jwk;
  const set = await read([ec, twin, other], ['ES256']);
  assert.equal(findKey(set, 'ES256', 'k1'), undefined);
  assert.equal(findKey(set, 'ES256', undefined), undefined);
  assert.equal(findKey(set, 'ES256', 'k2')?.kid, 'k2');
  assert.equal(findKey(set, 'ES256', 'K2'), undefined);
});

test('E4: keys of a mixed set that cannot verify a signature are left out', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const useless = [
    { kty: 'oct', kid: 'a', alg: 'HS256', k: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    { kty: 'oct', kid: 'b', alg: 'ES256', k: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    { ...privateKey.export({ format: 'jwk' }), kid: 'c', alg: 'ES256' },
    { ...publicKey.export({ format: 'jwk' }), kid: 'd', alg: 'ES256', use: 'enc' },
    { ...publicKey.export({ format: 'jwk' }), kid: 'e', alg: 'ES256', key_ops: ['sign'] },
    { ...publicKey.export({ format: 'jwk' }), kid: 'f', alg: 'ES256', key_ops: 'verify' },
    { ...publicKey.export({ format: 'jwk' }), kid: 'g', alg: 'RS256' },
    { ...publicKey.export({ format: 'jwk' }), kid: 7, alg: 'ES256' },
    { ...publicKey.export({ format: 'jwk' }), kid: 'h', alg: 'ES256', x: 'AAAA' },
    { ...publicKey.export({ format: 'jwk' }), kid: 'i', alg: 'none' },
    { ...short, kid: 'j', alg: 'RS256' },
    { ...rsa, kid: 'k', alg: 'RS256', e: 'AQ' },
    { ...rsa, kid: 'l', alg: 'RS256', e: 'Aw' },
    { kid: 'm', kty: 'future', alg: 'ES256' },
    {},
  ];
  const set = await read([...useless, ec], ['HS256', 'none', 'ES256', 'RS256']);
  assert.deepEqual(
    Array.from(set.keys, ({ kid }) => kid),
    ['k1'],
  );
});

test('keys that stay in a set stay the same objects', async () => {
  const next = signer('k2').jwk;
  const before = await read([ec], ['ES256']);
  const after = await readKeySet(JSON.stringify({ keys: [next, ec] }), ['ES256'], before);
  assert.equal(findKey(after, 'ES256', 'k1'), findKey(before, 'ES256', 'k1'));
});
