import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configView } from '../../src/admin/config-view.ts';
import { control, open } from './fixture.ts';

const CONFIG = `
bundles: {mainBundle: {source: {path: ./policies}}}
issuers: {corpIssuer: {issuer: "https://issuer.example", audience: api, algorithms: [ES256], jwks: {url: "https://issuer.example/jwks?api_key=s3cret&v=1"}}}
upstreams: {items: {endpoints: ["http://127.0.0.1:9101"]}}
routes: [{id: items, match: {path: "/**"}, authenticate: [corpIssuer], bundle: mainBundle, upstream: items, labels: {teamName: blue}}]
`;

test('every default is filled in, and names stay as they are', async (t) => {
  const { send } = await open(t, await control(t, CONFIG));
  const text = await (await send('/v1/config')).text();
  assert.doesNotMatch(text, /s3cret/);
  const config = JSON.parse(text);
  assert.equal(config.bundles.mainBundle.entrypoint, 'gateway/decision');
  assert.equal(config.issuers.corpIssuer.jwks.url, 'https://issuer.example/jwks?api_key=***&v=1');
  assert.equal(typeof config.state_dir, 'string');
  assert.equal(typeof config.admin.token_file, 'string');
  assert.deepEqual(config.routes[0].labels, { teamName: 'blue' });
});

test('users and passwords in URLs', () => {
  const view = configView({ url: 'https://user:pa55word@host.example/x', plain: 'a:b@c', path: '/a//b' } as never);
  assert.deepEqual(view, { url: 'https://***:***@host.example/x', plain: 'a:b@c', path: '/a//b' });
});
