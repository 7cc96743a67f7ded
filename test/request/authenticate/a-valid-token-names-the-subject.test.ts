import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signer } from '../../identity/signer.ts';
import { authenticate, authenticator, bearer, CLAIMS, configure, issuer, request } from './fixture.ts';

for (const algorithm of ['ES256', 'RS256', 'PS256', 'EdDSA'] as const) {
  test(`a valid ${algorithm} token gives a frozen subject with its claims`, async (t) => {
    const key = signer('k1', algorithm);
    const stage = await authenticator(t, await configure([await issuer(t, [key], { algorithms: [algorithm] })]));
    const claims = { ...CLAIMS, roles: ['clerk'], tenant: { id: 't1' } };
    const { subject, credentialHeader } = await authenticate(stage, bearer(key.token(claims)));
    assert.deepEqual(subject, {
      kind: 'jwt',
      id: 'alice',
      issuer: 'corp',
      scopes: ['items:read', 'items:write'],
      claims,
    });
    assert.equal(credentialHeader, 'authorization');
    assert.ok(Object.isFrozen(subject) && Object.isFrozen(subject.claims) && Object.isFrozen(subject.claims.tenant));
  });
}

test('the scheme is read in any case, and the audience may be one of a list', async (t) => {
  const key = signer('k1');
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  const token = key.token({ ...CLAIMS, aud: ['other', 'api'] });
  assert.equal((await authenticate(stage, request({ authorization: `bEARER ${token}` }))).subject.id, 'alice');
});

test('scopes are read from `scp` too, as a list and as a text', async (t) => {
  const key = signer('k1');
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  for (const scp of [['a', 'b'], 'a b']) {
    const { subject } = await authenticate(stage, bearer(key.token({ ...CLAIMS, scope: undefined, scp })));
    assert.deepEqual(subject.scopes, ['a', 'b']);
  }
});

test('claims reach the policy as they were written', async (t) => {
  const key = signer('k1');
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  const claims = { ...CLAIMS, email: 'a@b@evil.example', group: 'аdmin', 'a.b/c': { $ref: '#' } };
  const { subject } = await authenticate(stage, bearer(key.token(claims)));
  assert.deepEqual(subject.claims, claims);
});

test('a number that a double cannot hold keeps its digits, so that two ids never become one', async (t) => {
  const key = signer('k1');
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  const payload = `{"uid":9007199254740993,${JSON.stringify(CLAIMS).slice(1)}`;
  const { subject } = await authenticate(stage, bearer(key.token(payload)));
  assert.match(JSON.stringify(subject.claims), /"uid":9007199254740993/);
});
