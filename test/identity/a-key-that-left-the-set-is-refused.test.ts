import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  authenticate,
  authenticator,
  bearer,
  CLAIMS,
  configure,
  issuer,
  NOW,
} from '../request/authenticate/fixture.ts';
import { keyServer, keys } from './key-server.ts';
import { signer } from './signer.ts';
import { until } from './until.ts';

const old = signer('k1');
const next = signer('k2');
const LONG = { ...CLAIMS, exp: NOW / 1000 + 36_000 };

test('E15: ten minutes after a key left the set nothing that it signed is accepted, remembered or not', async (t) => {
  const clock = { now: NOW };
  const server = await keyServer(t, keys(old.jwk, next.jwk));
  const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]), clock);
  const remembered = bearer(old.token(LONG));
  await authenticate(stage, remembered);
  await authenticate(stage, bearer(next.token(LONG)));
  server.answer = keys(next.jwk);

  clock.now = NOW + 10 * 60_000;
  await assert.rejects(authenticate(stage, remembered), { code: 'unauthenticated' });
  await assert.rejects(authenticate(stage, bearer(old.token({ ...LONG, sub: 'bob' }))), { code: 'unauthenticated' });
  assert.equal((await authenticate(stage, bearer(next.token(LONG)))).subject.id, 'alice');
});

test('a token that is asked for all the time does not keep its key alive', async (t) => {
  const clock = { now: NOW };
  const server = await keyServer(t, keys(old.jwk, next.jwk));
  const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]), clock);
  const token = bearer(old.token(LONG));
  await authenticate(stage, token);
  server.answer = keys(next.jwk);
  clock.now = NOW + 5 * 60_000;
  const outcome = stage.authenticate(token, { id: 'items' });
  assert.ok(!(outcome instanceof Promise), 'the refresh is under way');
  await until(() => stage.status.corp?.loadedAt !== NOW);
  await assert.rejects(authenticate(stage, token), { code: 'unauthenticated' });
});
