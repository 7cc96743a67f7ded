import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

const config = (source: string, age: string) => `
bundles: {main: {source: ${source}, unsigned: allow}}
upstreams: {items: {endpoints: ["http://127.0.0.1:9101"]}}
routes: [{id: items, match: {path: "/**"}, authenticate: [], upstream: items, max_policy_age: ${age}}]
`;
const http = (more: string) => `{http: {url: "https://bundles.example/b.tar.gz", ${more}}}`;

test('a `max_policy_age` that a source in order would exceed is refused', async (t) => {
  for (const [source, age, silence] of [
    [http('poll: 10s-60s'), '60s', 60],
    [http('poll: 10s, long_poll: 5m'), '5m', 300],
    ['{git: {url: "https://git.example/p.git", ref: main, poll: 30s}}', '20s', 30],
  ] as const) {
    assert.deepEqual(await complaints(t, config(source, age)), [
      `4:95: routes[0].max_policy_age: is not longer than the source of bundle \`main\` may be silent, which is ${silence}s`,
    ]);
  }
});

test('a longer one is accepted, and any for a path, which is looked at all the time', async (t) => {
  assert.deepEqual(await complaints(t, config(http('poll: 10s-60s'), '61s')), []);
  assert.deepEqual(
    await complaints(t, config('{git: {url: "https://git.example/p.git", ref: main, poll: 30s}}', '1h')),
    [],
  );
  assert.deepEqual(await complaints(t, config('{path: ./policies}', '3s')), []);
});
