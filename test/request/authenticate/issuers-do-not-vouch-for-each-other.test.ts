import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signer } from '../../identity/signer.ts';
import { authenticate, authenticator, bearer, CLAIMS, configure, issuer } from './fixture.ts';

const ours = signer('k1');
const theirs = signer('k1');

test('a valid key of one issuer does not sign for another one (RFC 8725, section 3.8)', async (t) => {
  const corp = await issuer(t, [ours]);
  const partner = await issuer(t, [theirs], { name: 'partner', issuer: 'https://partner.example' });
  const stage = await authenticator(t, await configure([corp, partner]));
  const claims = { ...CLAIMS, iss: 'https://partner.example' };
  assert.equal((await authenticate(stage, bearer(ours.token(CLAIMS)))).subject.issuer, 'corp');
  assert.equal((await authenticate(stage, bearer(theirs.token(claims)))).subject.issuer, 'partner');
  await assert.rejects(authenticate(stage, bearer(ours.token(claims))), { code: 'unauthenticated' });
  await assert.rejects(authenticate(stage, bearer(theirs.token(CLAIMS))), { code: 'unauthenticated' });
});

test('a token that one route remembers is not accepted on a route that does not name its issuer', async (t) => {
  const corp = await issuer(t, [ours]);
  const partner = await issuer(t, [theirs], { name: 'partner', issuer: 'https://partner.example' });
  const config = await configure([corp, partner]);
  const routes = [...config.routes, { id: 'partners', authenticate: ['partner'] }];
  const stage = await authenticator(t, { ...config, routes });
  const token = bearer(ours.token(CLAIMS));
  await authenticate(stage, token);
  await assert.rejects(async () => stage.authenticate(token, { id: 'partners' }), {
    code: 'unauthenticated',
    message: 'The route does not accept the issuer of the token',
  });
});

test('a route cannot name two issuers that their tokens do not tell apart', async (t) => {
  const corp = await issuer(t, [ours]);
  const again = await issuer(t, [theirs], { name: 'again' });
  await assert.rejects(authenticator(t, await configure([corp, again])), {
    code: 'config_invalid',
    message: /corp and again are the same issuer/,
  });
});
