import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticate, authenticator, bearer, CLAIMS, configure, issuer } from '../request/authenticate/fixture.ts';
import { keyServer, keys } from './key-server.ts';
import { signer } from './signer.ts';

test('E5: jku, x5u, jwk and x5c of a token are neither fetched nor used', async (t) => {
  const own = signer('k1');
  const attacker = signer('k1');
  const server = await keyServer(t, keys(attacker.jwk));
  const stage = await authenticator(t, await configure([await issuer(t, [own])]));
  for (const pointer of [{ jku: server.url }, { x5u: server.url }, { jwk: attacker.jwk }, { x5c: ['MIIB'] }]) {
    const header = { alg: 'ES256', kid: 'k1', ...pointer };
    await assert.rejects(authenticate(stage, bearer(attacker.token(CLAIMS, header))), { code: 'unauthenticated' });
    assert.equal((await authenticate(stage, bearer(own.token(CLAIMS, header)))).subject.id, 'alice');
  }
  assert.equal(server.count, 0);
});
