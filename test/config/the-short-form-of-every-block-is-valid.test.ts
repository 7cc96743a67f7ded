import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './fixture.ts';

const TEXT = `
listeners: [{address: 127.0.0.1, port: 8080}]
admin: {address: 127.0.0.1, port: 9901, token_file: ./.regate/admin-token}
workers: auto
bundles:   {main: {source: {path: ./policies}, entrypoint: gateway/decision}}
issuers:   {corp: {issuer: "https://issuer.example", audience: api, algorithms: [ES256, RS256], jwks: {file: ./jwks.json}}}
api_keys:  {partners: {file: ./keys.yaml}}
upstreams: {items: {endpoints: ["http://127.0.0.1:9101", "http://127.0.0.1:9102"]}}
routes:    [{id: items, match: {path: "/api/v1/items/**", methods: [GET, POST], hosts: ["*"]}, authenticate: [corp, partners], bundle: main, upstream: items, timeout: 15s}]
audit:     {file: {path: ./decisions.jsonl}}
state_dir: ./.regate
`;

test('the short form of every block is valid', async (t) => {
  const config = await load(t, TEXT, { 'jwks.json': '{}', 'keys.yaml': '{}' });
  assert.equal(config.routes[0]?.id, 'items');
});
