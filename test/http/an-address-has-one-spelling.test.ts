import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressSet, normalizeAddress } from '../../src/http/address.ts';

test('an address has one spelling', () => {
  assert.equal(normalizeAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(normalizeAddress('::FFFF:c000:201'), '192.0.2.1');
  assert.equal(normalizeAddress('2001:DB8:0:0::1'), '2001:db8::1');
  assert.equal(normalizeAddress('fe80::1%eth0'), 'fe80::1');
  assert.equal(normalizeAddress('192.0.2.1'), '192.0.2.1');
});

test('what is no address stays as it is', () => {
  for (const text of ['', 'unknown', '1.2.3', '01.2.3.4', '1.2.3.4%x']) assert.equal(normalizeAddress(text), text);
});

test('a set holds networks and single addresses of both families', () => {
  const set = AddressSet.from(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);
  for (const address of ['10.255.0.1', '192.0.2.7', '2001:db8:1::1']) assert.equal(set.has(address), true, address);
  for (const address of ['11.0.0.1', '192.0.2.8', '2001:db9::1', 'x', ''])
    assert.equal(set.has(address), false, address);
  assert.equal(AddressSet.from([]).has('10.0.0.1'), false);
});

test('what is no network is refused', () => {
  for (const cidr of ['', 'x', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '10.0.0.0/1.5']) {
    assert.throws(() => AddressSet.from([cidr]), { code: 'config_invalid' }, cidr);
  }
});
