import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

const TEXT = `
bundles: {main: {source: {path: ./policies}}}
issuers: {corp: {issuer: "https://i", audience: api, algorithms: [ES256], jwks: {url: "https://i/jwks"}}}
api_keys: {corp: {file: keys.yaml}}
upstreams: {items: {endpoints: ["http://127.0.0.1:9101"]}}
routes:
  - {id: items, match: {path: /a}, authenticate: [crop], bundle: mian, upstream: itemz}
  - {id: items, match: {path: /b}, upstream: toString}
`;

test('a name has to lead somewhere, and to one thing only', async (t) => {
  assert.deepEqual(await complaints(t, TEXT, { 'keys.yaml': '{}' }), [
    '4:12: api_keys.corp: an issuer has this name too; routes could not tell them apart',
    '7:51: routes[0].authenticate[0]: there is no issuer or API key set `crop`; did you mean `corp`?',
    '7:66: routes[0].bundle: there is no bundle `mian`; did you mean `main`?',
    '7:82: routes[0].upstream: there is no upstream `itemz`; did you mean `items`?',
    '8:10: routes[1].id: `items` is the id of routes[0] too',
    '8:46: routes[1].upstream: there is no upstream `toString`',
  ]);
});
