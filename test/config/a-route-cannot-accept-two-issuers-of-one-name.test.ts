import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

function configuration(authenticate: string): string {
  return `
bundles: {main: {source: {path: ./policies}}}
issuers:
  api: {issuer: "https://i", audience: api, algorithms: [ES256], jwks: {url: "https://i/jwks"}}
  web: {issuer: "https://i", audience: web, algorithms: [ES256], jwks: {url: "https://i/jwks"}}
upstreams: {up: {endpoints: ["http://127.0.0.1:9101"]}}
routes:
  - {id: a, match: {path: /a}, upstream: up, ${authenticate}}
`;
}

test('a route cannot accept two issuers whose tokens look alike', async (t) => {
  assert.deepEqual(await complaints(t, configuration('authenticate: [api, web]')), [
    '8:46: routes[0].authenticate: `api` and `web` have the same `issuer`; a token could be of either',
  ]);
});

test('two routes may accept one of them each', async (t) => {
  const text = `${configuration('authenticate: [api]')}  - {id: b, match: {path: /b}, upstream: up, authenticate: [web]}\n`;
  assert.deepEqual(await complaints(t, text), []);
});
