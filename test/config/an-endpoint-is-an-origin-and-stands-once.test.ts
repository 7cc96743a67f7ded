import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

const ORIGIN = 'is not an origin such as http://10.0.0.1:8080';

const CASES = [
  ['http://a/x', `${ORIGIN}, without a path, a query or a user`],
  ['http://a?x', `${ORIGIN}, without a path, a query or a user`],
  ['http://user:pass@a', `${ORIGIN}, without a path, a query or a user`],
  ['ftp://a', `${ORIGIN}, without a path, a query or a user`],
  ['a:80', `${ORIGIN}, without a path, a query or a user`],
  ['http://a:99999', ORIGIN],
  ['http://1.2.3.4.5', ORIGIN],
  ['HTTP://B:80', `${ORIGIN}, without a path, a query or a user`],
] as const;

for (const [endpoint, reason] of CASES) {
  test(`${endpoint} ${reason}`, async (t) => {
    const text = `
bundles: {main: {source: {path: ./policies}}}
upstreams: {up: {endpoints: ["${endpoint}"]}}
routes: [{id: r, match: {path: /a}, authenticate: [], upstream: up}]
`;
    assert.deepEqual(await complaints(t, text), [`3:30: upstreams.up.endpoints[0]: \`${endpoint}\` ${reason}`]);
  });
}

test('two ways to write one origin are one endpoint', async (t) => {
  const text = `
bundles: {main: {source: {path: ./policies}}}
upstreams: {up: {endpoints: ["http://b", "http://B:80"]}}
routes: [{id: r, match: {path: /a}, authenticate: [], upstream: up}]
`;
  assert.deepEqual(await complaints(t, text), [
    '3:42: upstreams.up.endpoints[1]: `http://B:80` stands in the list twice',
  ]);
});
