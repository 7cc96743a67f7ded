import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANONYMOUS } from '../../../src/identity/subject.ts';
import { signer } from '../../identity/signer.ts';
import { authenticator, configure, issuer } from './fixture.ts';

test('a route without issuers takes everybody as anonymous and reads no header field', async (t) => {
  const config = await configure([await issuer(t, [signer('k1')])]);
  const stage = await authenticator(t, { ...config, routes: [{ id: 'open', authenticate: [] }] });
  const header = () => assert.fail('a header field was read');
  const authentication = stage.authenticate({ header }, { id: 'open' });
  assert.deepEqual(authentication, { subject: ANONYMOUS });
});

test('a route that is not of the configuration lets nobody in', async (t) => {
  const stage = await authenticator(t, await configure([await issuer(t, [signer('k1')])]));
  assert.throws(() => stage.authenticate({ header: () => undefined }, { id: 'unknown' }), { code: 'internal' });
});

test('a route that names nobody who is configured stops the configuration', async (t) => {
  const config = await configure([await issuer(t, [signer('k1')])]);
  const routes = [{ id: 'items', authenticate: ['nobody'] }];
  await assert.rejects(authenticator(t, { ...config, routes }), { code: 'config_invalid' });
});
