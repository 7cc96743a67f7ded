import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, load } from './fixture.ts';

const TEXT = `
bundles: {main: {source: {path: ./policies}}}
upstreams:
  a: &defaults {endpoints: ["http://127.0.0.1:9101"], connections: 5}
  b: *defaults
routes: [{id: r, match: {path: /a}, authenticate: [], upstream: b}]
`;

test('an alias stands for what it names', async (t) => {
  const { upstreams } = await load(t, TEXT);
  assert.deepEqual(upstreams.b, { ...upstreams.a, name: 'b' });
});

test('a mistake behind an alias is found where it is written', async (t) => {
  assert.deepEqual(await complaints(t, TEXT.replace('connections: 5', 'connections: no')), [
    '4:68: upstreams.a.connections: `no` is not a whole number',
    '4:68: upstreams.b.connections: `no` is not a whole number',
  ]);
});
