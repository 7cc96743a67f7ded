import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

function configuration(address: string, endpoint: string): string {
  return `
listeners: [{address: "${address}", port: 8080}]
admin: {address: "127.0.0.1", port: 9901}
bundles: {main: {source: {path: ./policies}}}
upstreams: {up: {endpoints: ["${endpoint}"]}}
routes: [{id: r, match: {path: /a}, authenticate: [], upstream: up}]
`;
}

const REFUSED = [
  ['127.0.0.1', 'http://127.0.0.1:8080', 'is a listener of this gateway'],
  ['127.0.0.1', 'http://127.1:8080', 'is a listener of this gateway'],
  ['127.0.0.1', 'http://0x7f000001:8080', 'is a listener of this gateway'],
  ['127.0.0.1', 'http://LOCALHOST:8080', 'is a listener of this gateway'],
  ['127.0.0.1', 'http://0.0.0.0:8080', 'is a listener of this gateway'],
  ['::', 'http://[::1]:8080', 'is a listener of this gateway'],
  ['0.0.0.0', 'http://127.0.0.1:8080', 'is a listener of this gateway'],
  ['10.1.2.3', 'http://10.1.2.3:8080', 'is a listener of this gateway'],
  ['127.0.0.1', 'http://localhost:9901', 'is the admin listener of this gateway'],
  ['127.0.0.1', 'http://169.254.169.254', 'is a link-local address, where clouds serve credentials of the machine'],
  ['127.0.0.1', 'http://[fe80::1]', 'is a link-local address, where clouds serve credentials of the machine'],
  [
    '127.0.0.1',
    'http://[::ffff:169.254.169.254]',
    'is a link-local address, where clouds serve credentials of the machine',
  ],
] as const;

for (const [address, endpoint, reason] of REFUSED) {
  test(`${endpoint} ${reason} on ${address}`, async (t) => {
    assert.deepEqual(await complaints(t, configuration(address, endpoint)), [
      `5:30: upstreams.up.endpoints[0]: \`${endpoint}\` ${reason}`,
    ]);
  });
}

for (const [address, endpoint] of [
  ['127.0.0.1', 'http://127.0.0.1:8081'],
  ['10.1.2.3', 'http://127.0.0.1:8080'],
  ['127.0.0.1', 'http://10.1.2.3:8080'],
] as const) {
  test(`${endpoint} is accepted beside a listener on ${address}`, async (t) => {
    assert.deepEqual(await complaints(t, configuration(address, endpoint)), []);
  });
}
