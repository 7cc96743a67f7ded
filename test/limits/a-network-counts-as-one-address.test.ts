import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressKey } from '../../src/limits/address-key.ts';

test('an IPv4 address counts by itself', () => {
  assert.equal(addressKey('192.0.2.1'), '192.0.2.1');
});

test('an IPv6 address counts by its /64, however it is written', () => {
  for (const address of [
    '2001:db8:0:1::',
    '2001:db8:0:1::1',
    '2001:db8:0:1:ffff:ffff:ffff:ffff',
    '2001:0DB8:0000:0001:0:0:0:2',
    '2001:db8::1:0:0:192.0.2.1',
  ]) {
    assert.equal(addressKey(address), '2001:db8:0:1::/64', address);
  }
  for (const [address, network] of [
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['::3:4:5:6:7:8', '0:0:3:4::/64'],
    ['1::4:5:6:7:8', '1:0:0:4::/64'],
  ] as const) {
    assert.equal(addressKey(address), network, address);
  }
});
