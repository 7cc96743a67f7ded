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

const key = signer('k1');
const MINUTE = 60_000;

test('E17: a thousand first requests cause one fetch', async (t) => {
  const server = await keyServer(t, keys(key.jwk));
  const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]));
  const tokens = Array.from({ length: 1_000 }, (_, index) => key.token({ ...CLAIMS, sub: `user-${index}` }));
  const subjects = await Promise.all(tokens.map((token) => authenticate(stage, bearer(token))));
  assert.equal(new Set(subjects.map(({ subject }) => subject.id)).size, 1_000);
  assert.equal(server.count, 1);
});

test('E16: a flood of unknown key ids causes one fetch in 30 seconds', async (t) => {
  const clock = { now: NOW };
  const server = await keyServer(t, keys(key.jwk));
  const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]), clock);
  await authenticate(stage, bearer(key.token(CLAIMS)));
  async function flood(): Promise<void> {
    const sent = Array.from({ length: 200 }, (_, index) => key.token(CLAIMS, { alg: 'ES256', kid: `no-${index}` }));
    const outcomes = await Promise.allSettled(sent.map((token) => authenticate(stage, bearer(token))));
    assert.ok(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason.code === 'unauthenticated'));
  }
  await flood();
  assert.equal(server.count, 1, 'the first fetch was less than 30 seconds ago');
  for (const [seconds, fetches] of [
    [29.999, 1],
    [30, 2],
    [59.999, 2],
    [60, 3],
  ] as const) {
    clock.now = NOW + seconds * 1000;
    await flood();
    assert.equal(server.count, fetches, `after ${seconds} seconds`);
  }
});

test('a key that is new in the set is found by the first token that names it, once the cooldown is over', async (t) => {
  const clock = { now: NOW };
  const next = signer('k2');
  const server = await keyServer(t, keys(key.jwk));
  const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]), clock);
  await authenticate(stage, bearer(key.token(CLAIMS)));
  server.answer = keys(key.jwk, next.jwk);
  clock.now += 30_000;
  assert.equal((await authenticate(stage, bearer(next.token(CLAIMS)))).subject.id, 'alice');
  assert.equal(server.count, 2);
});

test('requests do not wait while keys that get old are refreshed', async (t) => {
  const clock = { now: NOW };
  const server = await keyServer(t, keys(key.jwk));
  const stage = await authenticator(t, await configure([await issuer(t, [], { jwks: { url: server.url } })]), clock);
  const token = bearer(key.token({ ...CLAIMS, exp: NOW / 1000 + 36_000 }));
  await authenticate(stage, token);
  server.answer = () => {}; // never answers
  clock.now = NOW + 5 * MINUTE;
  assert.ok(!(stage.authenticate(token, { id: 'items' }) instanceof Promise));
  assert.ok(!(stage.authenticate(token, { id: 'items' }) instanceof Promise));
  await until(() => server.count >= 2);
  assert.equal(server.count, 2);
});

test('generations share the keys of an issuer that did not change', async (t) => {
  const server = await keyServer(t, keys(key.jwk));
  const config = await configure([await issuer(t, [], { jwks: { url: server.url } })]);
  const before = await authenticator(t, config);
  await authenticate(before, bearer(key.token(CLAIMS)));
  const after = await authenticator(t, structuredClone(config), { now: NOW }, before);
  before.close();
  await authenticate(after, bearer(key.token({ ...CLAIMS, sub: 'bob' })));
  assert.equal(server.count, 1);
});
