import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enforced } from './fixture.ts';

const failed = { code: 'obligation_failed', status: 403 };

test('a value that would end its line, or holds what no field may, is refused', () => {
  for (const value of [
    'a\r\nx-admin: 1',
    'a\nb',
    'a\rb',
    '\0',
    'a\u0001',
    '\u007f',
    '\u0100',
    'Łukasz',
    '\u{1f600}',
    '\ud800',
  ]) {
    for (const type of ['request_headers', 'response_headers'] as const) {
      assert.throws(() => enforced({ type, set: { 'x-a': value } }), failed, JSON.stringify(value));
    }
  }
  enforced({ type: 'request_headers', set: { 'x-a': '', 'x-b': 'a\tb c', 'x-c': 'caf\u00e9' } });
});

test('the value is not repeated in what is logged', () => {
  assert.throws(
    () => enforced({ type: 'request_headers', set: { 'x-a': 'secret\r\n' } }),
    (error: Error) => error.message.includes('x-a') && !error.message.includes('secret'),
  );
});

test('a name that is no token is refused, to set or to remove', () => {
  for (const name of ['', ' ', 'a b', 'a:', ':path', 'a\r\nb', 'a\0', 'ä', '\u212aey', 'a(b)', 'a,b', '"a"', 'a/b']) {
    assert.throws(() => enforced({ type: 'request_headers', set: { [name]: 'x' } }), failed, JSON.stringify(name));
    assert.throws(() => enforced({ type: 'request_headers', remove: [name] }), failed, JSON.stringify(name));
  }
});

test('one name in two spellings is refused', () => {
  assert.throws(() => enforced({ type: 'request_headers', set: { 'X-A': '1', 'x-a': '2' } }), failed);
});
