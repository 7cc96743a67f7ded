import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createIssuerKey, mintToken } from '../../src/identity/mint.ts';
import { authenticate, authenticator, bearer, configure, issuer, NOW } from '../request/authenticate/fixture.ts';

const ORDER = {
  issuer: 'https://issuer.example',
  audience: ['api'],
  subject: 'alice',
  scopes: ['items:read', 'items:write'],
  claims: { roles: ['clerk'] },
  lifetime: 60_000,
};

for (const algorithm of ['ES256', 'ES384', 'ES512', 'RS256', 'PS256', 'EdDSA']) {
  test(`a token minted with a new ${algorithm} key passes, until it expires`, async (t) => {
    const { privateKey, keySet } = await createIssuerKey(algorithm);
    const config = await issuer(t, [], { algorithms: [algorithm] });
    await writeFile((config.jwks as { file: string }).file, JSON.stringify(keySet));
    const clock = { now: NOW };
    const stage = await authenticator(t, await configure([config]), clock);
    const token = bearer(await mintToken(JSON.stringify(privateKey), ORDER, NOW));
    const { subject } = await authenticate(stage, token);
    assert.deepEqual([subject.id, subject.scopes, subject.claims.roles], ['alice', ORDER.scopes, ['clerk']]);
    clock.now += 65_000;
    await assert.rejects(authenticate(stage, token), { code: 'unauthenticated' });
  });
}

test('the public key set holds no private member', async () => {
  const { keySet } = await createIssuerKey('ES256');
  assert.deepEqual(Object.keys(keySet.keys[0]!).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

test('a PEM key signs too', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const config = await issuer(t, []);
  const key = { ...publicKey.export({ format: 'jwk' }), use: 'sig' };
  await writeFile((config.jwks as { file: string }).file, JSON.stringify({ keys: [key] }));
  const stage = await authenticator(t, await configure([config]));
  const pem = privateKey.export({ type: 'sec1', format: 'pem' }) as string;
  const token = await mintToken(pem, ORDER, NOW);
  assert.equal((await authenticate(stage, bearer(token))).subject.id, 'alice');
  const named = await mintToken(pem, { ...ORDER, kid: 'k9' }, NOW);
  await assert.rejects(authenticate(stage, bearer(named)), { message: /not in the key set/ });
});

test('a text that is no private key is refused', async () => {
  const { keySet } = await createIssuerKey('ES256');
  for (const text of ['', 'x', '{}', '{', JSON.stringify(keySet.keys[0])]) {
    await assert.rejects(mintToken(text, ORDER, NOW), { code: 'usage' }, text);
  }
  await assert.rejects(createIssuerKey('HS256'), { code: 'usage' });
  await assert.rejects(createIssuerKey('ES999'), { code: 'usage' });
});
