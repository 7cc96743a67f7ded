import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAuthority } from '../../src/http/authority.ts';

test('an authority is lower case, and its host has no port', () => {
  assert.deepEqual(parseAuthority('Shop.Example:8443'), { host: 'shop.example', authority: 'shop.example:8443' });
  assert.deepEqual(parseAuthority('a_b-c.d'), { host: 'a_b-c.d', authority: 'a_b-c.d' });
  assert.deepEqual(parseAuthority('127.0.0.1:80'), { host: '127.0.0.1', authority: '127.0.0.1:80' });
  assert.deepEqual(parseAuthority('[::1]:65535'), { host: '[::1]', authority: '[::1]:65535' });
  assert.deepEqual(parseAuthority('[2001:DB8::1]'), { host: '[2001:db8::1]', authority: '[2001:db8::1]' });
});

test('an authority of the longest host is taken, a longer one is not', () => {
  const longest = `${'a.'.repeat(126)}a`;
  assert.equal(parseAuthority(`${longest}:1`).host, longest);
  assert.throws(() => parseAuthority(`${longest}a`), { code: 'bad_header' });
});
