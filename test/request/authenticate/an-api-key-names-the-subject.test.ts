import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createApiKey } from '../../../src/identity/api-keys.ts';
import { authenticate, authenticator, configure, folder, NOW, request } from './fixture.ts';

const { key, hash } = createApiKey('acme');

async function partners(t: TestContext, entries: readonly object[], name = 'partners', header = 'x-api-key') {
  const file = join(await folder(t), 'keys.yaml');
  await writeFile(file, JSON.stringify({ keys: entries }));
  return { name, file, header };
}

test('a known key gives the subject of its entry without a promise', async (t) => {
  const set = await partners(t, [{ id: 'acme', hash, scopes: ['items:read'], attributes: { tier: 'gold' } }]);
  const stage = await authenticator(t, await configure([], [set]));
  const authentication = stage.authenticate(request({ 'x-api-key': key }), { id: 'items' });
  assert.ok(!(authentication instanceof Promise));
  const { subject, credentialHeader } = authentication;
  const { claims, ...rest } = subject;
  assert.deepEqual(rest, { kind: 'api_key', id: 'acme', issuer: 'partners', scopes: ['items:read'] });
  assert.deepEqual({ ...claims }, { tier: 'gold' });
  assert.ok(Object.isFrozen(subject) && Object.isFrozen(claims));
  assert.equal(credentialHeader, 'x-api-key');
});

test('E22: only the exact bytes of a key are that key', async (t) => {
  const set = await partners(t, [
    { id: 'acme', hash },
    { id: 'other', hash: createApiKey('other').hash },
  ]);
  const stage = await authenticator(t, await configure([], [set]));
  const wrong = [
    '',
    ` ${key}`,
    `${key} `,
    `${key}\0`,
    `${key}a`,
    key.slice(0, -1),
    key.slice(1),
    key.toUpperCase(),
    `Bearer ${key}`,
    hash,
    hash.slice('sha256:'.length),
    key.replace('acme', 'other'),
    key.replace('acme', 'unknown'),
    key.replace('acme', 'acm\u00e9'),
    key.replace('acme', 'acme\u0301'),
    `${key.slice(0, -1)}\u0100`,
    'rgk_acme_',
    createApiKey('acme').key,
    'x'.repeat(1_000_000),
    '__proto__',
  ];
  for (const sent of wrong) {
    await assert.rejects(authenticate(stage, request({ 'x-api-key': sent })), { code: 'unauthenticated' }, sent);
  }
});

test('a key is refused from the moment at which it expires', async (t) => {
  const clock = { now: NOW };
  const set = await partners(t, [{ id: 'acme', hash, expires: '2026-01-01T00:01:00Z' }]);
  const stage = await authenticator(t, await configure([], [set]), clock);
  clock.now = NOW + 60_000 - 1;
  await authenticate(stage, request({ 'x-api-key': key }));
  clock.now += 1;
  await assert.rejects(authenticate(stage, request({ 'x-api-key': key })), { code: 'unauthenticated' });
});

test('a key that left the file is refused by the next generation', async (t) => {
  const set = await partners(t, [{ id: 'acme', hash }]);
  const before = await authenticator(t, await configure([], [set]));
  await authenticate(before, request({ 'x-api-key': key }));
  await writeFile(set.file, 'keys: []');
  const after = await authenticator(t, await configure([], [set]), undefined, before);
  await assert.rejects(authenticate(after, request({ 'x-api-key': key })), { code: 'unauthenticated' });
});

test('a key counts in the header field of its set only', async (t) => {
  const set = await partners(t, [{ id: 'acme', hash }], 'partners', 'x-partner-key');
  const other = await partners(t, [{ id: 'else', hash: createApiKey('else').hash }], 'others');
  const stage = await authenticator(t, await configure([], [set, other]));
  assert.equal((await authenticate(stage, request({ 'x-partner-key': key }))).subject.issuer, 'partners');
  await assert.rejects(authenticate(stage, request({ 'x-api-key': key })), { code: 'unauthenticated' });
});

test('a key file that cannot be read stops the configuration', async (t) => {
  const set = await partners(t, []);
  const config = await configure([], [set]);
  await rm(set.file);
  await assert.rejects(authenticator(t, config), { code: 'config_invalid', message: /ENOENT/ });
});
