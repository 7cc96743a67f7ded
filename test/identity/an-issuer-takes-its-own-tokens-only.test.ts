import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Issuer } from '../../src/identity/issuer.ts';
import { openKeyFile } from '../../src/identity/key-file.ts';
import { readToken } from '../../src/identity/token.ts';
import { CLAIMS, issuer, NOW } from '../request/authenticate/fixture.ts';
import { signer } from './signer.ts';

test('an issuer refuses a token that names another one, whoever chose it', async (t) => {
  const key = signer('k1');
  const config = await issuer(t, [key]);
  const keys = await openKeyFile((config.jwks as { file: string }).file, ['ES256'], () => NOW);
  const corp = new Issuer(config, keys, () => NOW);
  assert.equal((await corp.verify(readToken(key.token(CLAIMS)), 'a')).id, 'alice');
  const foreign = readToken(key.token({ ...CLAIMS, iss: 'https://other.example' }));
  await assert.rejects(corp.verify(foreign, 'b'), { message: 'The token is from another issuer' });
});
