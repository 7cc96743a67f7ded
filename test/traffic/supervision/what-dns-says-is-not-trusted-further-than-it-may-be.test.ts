import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DnsEndpointConfig } from '../../../src/config/types.ts';
import { locate, refused } from '../../../src/traffic/supervision/located.ts';
import { name, service } from './discovered.ts';

const own = [{ name: 'the admin listener', address: '127.0.0.1', port: 9000 }];

function located(endpoint: DnsEndpointConfig, ...urls: string[]) {
  const targets = urls.map((url) => ({ url, weight: 1, priority: 0 }));
  return locate({ endpoints: [endpoint] }, () => ({ targets, error: undefined }), own);
}

test('an address where clouds serve credentials is left out, and so is the gateway itself', () => {
  const urls = ['http://169.254.169.254', 'http://[fe80::1]:80', 'http://127.0.0.1:9000', 'http://127.0.0.1:9001'];
  assert.deepEqual(
    located(name(), ...urls).map(({ url }) => url),
    ['http://127.0.0.1:9001'],
  );
  assert.match(refused({ url: urls[0]!, weight: 1, priority: 0 }, own)!, /169\.254\.169\.254 is a link-local address/);
});

test('a certificate has to be for the name of the configuration', () => {
  const [byName] = located(name({ scheme: 'https' }), 'https://10.0.0.1:8443');
  assert.equal(byName?.serverName, 'items.test');
  const [byService] = located({ ...service('https'), name: '_https._tcp.items.test' }, 'https://10.0.0.1:8443');
  assert.equal(byService?.serverName, 'items.test');
  const [plain] = located(name(), 'http://10.0.0.1:8080');
  assert.equal(plain && 'serverName' in plain, false);
});

test('a name that nobody answered for stands for nothing', () => {
  assert.deepEqual(
    locate({ endpoints: [name()] }, () => ({ targets: undefined, error: 'no' }), own),
    [],
  );
});
