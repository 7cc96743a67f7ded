import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

const at = (upstream: string) => `
bundles: {main: {source: {path: ./policies}}}
upstreams: {up: ${upstream}}
routes: [{id: r, match: {path: /a}, authenticate: [], upstream: up}]
`;

for (const [upstream, complaint] of [
  ['{endpoints: [{url: "http://a", weight: 2}]}', 'weight: has no effect with round_robin; write `balancer: weighted`'],
  ['{endpoints: [{weight: 2}], balancer: weighted}', 'endpoints[0]: has to have either `url` or `dns`'],
  ['{endpoints: [{url: "http://a", dns: "srv://b"}]}', 'endpoints[0]: has to have either `url` or `dns`'],
  ['{endpoints: [{dns: "srv://b"}, {dns: "srv://b"}]}', '`srv://b` stands in the list twice'],
  ['{endpoints: ["http://a"], protocol: h2}', 'reached without TLS, where the protocol is called h2c'],
  ['{endpoints: ["https://a"], protocol: h2c}', 'reached by TLS, where the protocol is called h2'],
  ['{endpoints: ["http://a"], probe: {status: 300-200}}', 'probe.status: ends before it begins'],
  ['{endpoints: ["http://a"], outlier: {max_ejection: 1s}}', 'max_ejection: is less than `ejection`'],
] as const) {
  test(`${upstream} is a mistake`, async (t) => {
    const found = await complaints(t, at(upstream));
    assert.equal(found.length, 1, found.join('\n'));
    assert.ok(found.join().includes(complaint), found.join());
  });
}

test('a mirror leads to an upstream that there is', async (t) => {
  const text = at('{endpoints: ["http://a"]}').replace('upstream: up}]', 'upstream: up, mirror: {upstream: upp}}]');
  assert.match(
    (await complaints(t, text)).join(),
    /there is no upstream `upp`; did you mean `up`\?|there is no upstream `upp`/,
  );
});
