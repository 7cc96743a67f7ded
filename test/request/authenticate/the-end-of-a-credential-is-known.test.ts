import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createApiKey } from '../../../src/identity/api-keys.ts';
import { expiryOf } from '../../../src/identity/expiry.ts';
import { ANONYMOUS } from '../../../src/identity/subject.ts';
import { signer } from '../../identity/signer.ts';
import { authenticate, authenticator, bearer, CLAIMS, configure, folder, issuer, NOW, request } from './fixture.ts';

test('a token ends when it is refused: with its exp and the clock skew', async (t) => {
  const signing = signer('k1');
  const stage = await authenticator(t, await configure([await issuer(t, [signing], { clockSkew: 5000 })]));
  const token = bearer(signing.token({ ...CLAIMS, exp: NOW / 1000 + 60 }));
  for (let round = 0; round < 2; round++) {
    const { subject } = await authenticate(stage, token);
    assert.equal(expiryOf(subject), NOW + 65_000);
    assert.equal('expiresAt' in subject, false);
  }
});

test('an API key ends when its entry says so, or never', async (t) => {
  const file = join(await folder(t), 'keys.yaml');
  const [first, second] = [createApiKey('first'), createApiKey('second')];
  const keys = [
    { id: 'first', hash: first.hash, expires: '2026-01-01T00:01:00Z' },
    { id: 'second', hash: second.hash },
  ];
  await writeFile(file, JSON.stringify({ keys }));
  const stage = await authenticator(t, await configure([], [{ name: 'partners', file, header: 'x-api-key' }]));
  const endOf = async (key: string) => expiryOf((await authenticate(stage, request({ 'x-api-key': key }))).subject);
  assert.equal(await endOf(first.key), NOW + 60_000);
  assert.equal(await endOf(second.key), Number.POSITIVE_INFINITY);
  assert.equal(expiryOf(ANONYMOUS), Number.POSITIVE_INFINITY);
});
