import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GatewayError } from '../../../src/errors.ts';
import { createApiKey } from '../../../src/identity/api-keys.ts';
import type { Authenticator } from '../../../src/request/authenticate.ts';
import { signer } from '../../identity/signer.ts';
import { authenticate, authenticator, configure, folder, issuer, request } from './fixture.ts';

async function challenge(stage: Authenticator, headers: Record<string, string>): Promise<string | undefined> {
  const error = await authenticate(stage, request(headers)).then(
    () => assert.fail('accepted'),
    (thrown: GatewayError) => thrown,
  );
  assert.equal(error.code, 'unauthenticated');
  return error.headers?.['www-authenticate'];
}

test('RFC 6750, section 3.1: no error code where no credential was sent', async (t) => {
  const stage = await authenticator(t, await configure([await issuer(t, [signer('k1')])]));
  for (const headers of [{}, { authorization: 'Basic YTpi' }, { authorization: 'Bearer' }]) {
    assert.equal(await challenge(stage, headers as Record<string, string>), 'Bearer realm="regate"');
  }
});

test('whatever is wrong with a token, the challenge is the same', async (t) => {
  const stage = await authenticator(t, await configure([await issuer(t, [signer('k1')])]));
  for (const token of ['x', 'a.b.c', 'x'.repeat(9_000), signer('k1').token({})]) {
    const headers = { authorization: `Bearer ${token}` };
    assert.equal(await challenge(stage, headers), 'Bearer realm="regate", error="invalid_token"');
  }
});

test('a route that takes API keys only names another scheme', async (t) => {
  const file = join(await folder(t), 'keys.yaml');
  await writeFile(file, JSON.stringify({ keys: [{ id: 'acme', hash: createApiKey('acme').hash }] }));
  const stage = await authenticator(t, await configure([], [{ name: 'partners', file, header: 'x-api-key' }]));
  assert.equal(await challenge(stage, { authorization: 'Bearer x' }), 'ApiKey realm="regate"');
  assert.equal(await challenge(stage, { 'x-api-key': 'x' }), 'ApiKey realm="regate", error="invalid_token"');
});
