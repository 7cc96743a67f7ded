import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, load } from './fixture.ts';

const TEXT = `
bundles: {main: {source: {path: ./policies}}}
upstreams: {up: {endpoints: ["http://127.0.0.1:9101"]}}
routes: [{id: r, match: {path: /a}, upstream: up}]
`;

test('a route that does not say whom it accepts takes every issuer and key set', async (t) => {
  const text = `${TEXT}
issuers: {corp: {issuer: i, audience: a, algorithms: [ES256], jwks: {url: "https://i/jwks"}}}
api_keys: {partners: {file: keys.yaml}}
`;
  const config = await load(t, text, { 'keys.yaml': '{}' });
  assert.deepEqual(config.routes[0]?.authenticate, ['corp', 'partners']);
});

test('where there is none, it has to say that anybody may come in', async (t) => {
  assert.deepEqual(await complaints(t, TEXT), [
    '4:10: routes[0]: there is no issuer and no API key set; write `authenticate: []` where anybody may come in',
  ]);
});
