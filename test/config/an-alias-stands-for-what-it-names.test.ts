import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, load } from './fixture.ts';

const TEXT = `
bundles: {main: {source: {path: ./policies}}}
upstreams:
  a: &defaults {endpoints: ["http://127.0.0.1:9101"], breaker: {pending: 5}}
  b: *defaults
routes: [{id: r, match: {path: /a}, authenticate: [], upstream: b}]
`;

test('an alias stands for what it names', async (t) => {
  const { upstreams } = await load(t, TEXT);
  assert.deepEqual(upstreams.b, { ...upstreams.a, name: 'b' });
});

test('a mistake behind an alias is found where it is written', async (t) => {
  assert.deepEqual(await complaints(t, TEXT.replace('pending: 5', 'pending: no')), [
    '4:74: upstreams.a.breaker.pending: `no` is not a whole number',
    '4:74: upstreams.b.breaker.pending: `no` is not a whole number',
  ]);
});
