import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { signer } from '../../identity/signer.ts';
import { authenticate, authenticator, bearer, CLAIMS, configure, ITEMS, issuer, NOW } from './fixture.ts';

const key = signer('k1');
const other = signer('k2');
const clock = { now: NOW };

test('tokens of an unchanged issuer stay remembered', async (t) => {
  const corp = await issuer(t, [key]);
  const before = await authenticator(t, await configure([corp]), clock);
  const { subject } = await authenticate(before, bearer(key.token(CLAIMS)));
  const partner = await issuer(t, [other], { name: 'partner', issuer: 'https://partner.example' });
  const after = await authenticator(t, await configure([structuredClone(corp), partner]), clock, before);
  const token = bearer(key.token(CLAIMS));
  await authenticate(before, token);
  const known = after.authenticate(token, ITEMS);
  assert.ok(!(known instanceof Promise));
  assert.deepEqual(known.subject, subject);
});

test('a token that was good before the audience changed is refused', async (t) => {
  const corp = await issuer(t, [key]);
  const before = await authenticator(t, await configure([corp]), clock);
  const token = bearer(key.token(CLAIMS));
  await authenticate(before, token);
  const after = await authenticator(t, await configure([{ ...corp, audience: ['other'] }]), clock, before);
  await assert.rejects(authenticate(after, token), { message: 'The token is for another audience' });
  assert.equal((await authenticate(before, token)).subject.id, 'alice', 'the generation before goes on as it was');
});

test('a token whose key left the key file is refused', async (t) => {
  const corp = await issuer(t, [key, other]);
  const before = await authenticator(t, await configure([corp]), clock);
  const token = bearer(key.token(CLAIMS));
  await authenticate(before, token);
  await writeFile((corp.jwks as { file: string }).file, JSON.stringify({ keys: [other.jwk] }));
  const after = await authenticator(t, await configure([corp]), clock, before);
  await assert.rejects(authenticate(after, token), { message: /not in the key set/ });
  assert.equal((await authenticate(after, bearer(other.token(CLAIMS)))).subject.id, 'alice');
});

test('an issuer that is gone vouches for nobody', async (t) => {
  const corp = await issuer(t, [key]);
  const before = await authenticator(t, await configure([corp]), clock);
  const token = bearer(key.token(CLAIMS));
  await authenticate(before, token);
  const partner = await issuer(t, [other], { name: 'corp2', issuer: 'https://partner.example' });
  const after = await authenticator(t, await configure([partner]), clock, before);
  await assert.rejects(authenticate(after, token), { code: 'unauthenticated' });
});

test('a key file that cannot be used stops the new configuration', async (t) => {
  const corp = await issuer(t, [key]);
  const { file } = corp.jwks as { file: string };
  for (const text of [
    '',
    '<html>',
    '{}',
    '{"keys":[]}',
    '{"keys":[1]}',
    JSON.stringify({ keys: [{ kty: 'oct', k: 'AA' }] }),
  ]) {
    await writeFile(file, text);
    await assert.rejects(authenticator(t, await configure([corp])), { code: 'config_invalid' }, text);
  }
});
