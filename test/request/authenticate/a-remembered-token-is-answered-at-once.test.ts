import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signer } from '../../identity/signer.ts';
import { authenticate, authenticator, bearer, CLAIMS, configure, ITEMS, issuer, NOW } from './fixture.ts';

const key = signer('k1');
const MINUTE = 60_000;

test('a verified token gives the same subject without a promise', async (t) => {
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  const token = key.token(CLAIMS);
  const first = stage.authenticate(bearer(token), ITEMS);
  assert.ok(first instanceof Promise);
  const { subject } = await first;
  const second = stage.authenticate(bearer(token), ITEMS);
  assert.ok(!(second instanceof Promise));
  assert.equal(second.subject, subject);
  assert.equal(second.credentialHeader, 'authorization');
});

test('requests that bring the same token at the same time share one verification', async (t) => {
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  const token = key.token(CLAIMS);
  const all = await Promise.all(Array.from({ length: 100 }, () => authenticate(stage, bearer(token))));
  assert.equal(new Set(all.map(({ subject }) => subject)).size, 1);
});

test('a remembered token is refused from the moment at which it expires', async (t) => {
  const clock = { now: NOW };
  const stage = await authenticator(t, await configure([await issuer(t, [key])]), clock);
  const token = key.token({ ...CLAIMS, exp: NOW / 1000 + 60 });
  await authenticate(stage, bearer(token));
  clock.now = NOW + MINUTE + 5_000 - 1;
  assert.ok(!(stage.authenticate(bearer(token), ITEMS) instanceof Promise));
  clock.now += 1;
  await assert.rejects(authenticate(stage, bearer(token)), {
    code: 'unauthenticated',
    message: 'The token has expired',
  });
});

test('a remembered token is verified anew after ten minutes', async (t) => {
  const clock = { now: NOW };
  const stage = await authenticator(t, await configure([await issuer(t, [key])]), clock);
  const token = key.token(CLAIMS);
  await authenticate(stage, bearer(token));
  clock.now = NOW + 10 * MINUTE;
  const again = stage.authenticate(bearer(token), ITEMS);
  assert.ok(again instanceof Promise);
  await again;
});

test('a token that differs from a remembered one in any character is not that one', async (t) => {
  const stage = await authenticator(t, await configure([await issuer(t, [key])]));
  const token = key.token(CLAIMS);
  await authenticate(stage, bearer(token));
  for (let at = 0; at < token.length; at += 7) {
    const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    await assert.rejects(authenticate(stage, bearer(other)), { code: 'unauthenticated' }, `character ${at}`);
  }
});
