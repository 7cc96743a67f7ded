import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createApiKey } from '../../../src/identity/api-keys.ts';
import { signer } from '../../identity/signer.ts';
import { authenticate, authenticator, CLAIMS, configure, folder, issuer, request } from './fixture.ts';

const signing = signer('k1');
const { key, hash } = createApiKey('acme');
const authorization = `Bearer ${signing.token(CLAIMS)}`;

test('a token and an API key together are refused, good or bad; a field that is no credential on the route is left alone', async (t) => {
  const file = join(await folder(t), 'keys.yaml');
  await writeFile(file, JSON.stringify({ keys: [{ id: 'acme', hash }] }));
  const config = await configure([await issuer(t, [signing])], [{ name: 'partners', file, header: 'x-api-key' }]);
  const routes = [
    ...config.routes,
    { id: 'tokens', authenticate: ['corp'] },
    { id: 'keys', authenticate: ['partners'] },
  ];
  const stage = await authenticator(t, { ...config, routes });

  assert.equal((await authenticate(stage, request({ authorization }))).subject.id, 'alice');
  assert.equal((await authenticate(stage, request({ 'x-api-key': key }))).subject.id, 'acme');
  for (const sent of [key, 'wrong', '']) {
    await assert.rejects(authenticate(stage, request({ authorization, 'x-api-key': sent })), {
      code: 'unauthenticated',
      headers: { 'www-authenticate': 'Bearer realm="regate", error="invalid_request"' },
    });
  }
  const both = request({ authorization, 'x-api-key': key });
  assert.equal((await stage.authenticate(both, { id: 'tokens' })).subject.id, 'alice');
  assert.equal((await stage.authenticate(both, { id: 'keys' })).subject.id, 'acme');
  const basic = request({ authorization: 'Basic YTpi', 'x-api-key': key });
  assert.equal((await authenticate(stage, basic)).subject.id, 'acme');
});
