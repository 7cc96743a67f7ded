import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEditable, isFieldName, isFieldValue } from '../../src/http/headers.ts';

test('names and values are those of RFC 9110', () => {
  for (const name of ['x', 'x-a', "!#$%&'*+.^_`|~0"]) assert.equal(isFieldName(name), true, name);
  for (const name of ['', 'a b', 'a:', 'a\r\n', 'é', 'a\0', 'a/b', '\u{1f600}'])
    assert.equal(isFieldName(name), false, name);
  for (const value of ['', 'a b\tc', '\xe9']) assert.equal(isFieldValue(value), true, value);
  for (const value of ['a\r\nb: c', 'a\n', '\0', '\x7f', 'Ā', '\u{1f600}'])
    assert.equal(isFieldValue(value), false, value);
});

test('what frames, routes or vouches is not editable', () => {
  const names =
    'host content-length transfer-encoding connection te upgrade forwarded x-forwarded-for x-request-id via x-regate-subject expect keep-alive';
  for (const name of names.split(' ')) assert.equal(isEditable(name), false, name);
  assert.equal(isEditable('a b'), false);
  for (const name of ['x-user', 'authorization', 'accept', 'x-forwarded-user', 'cookie'])
    assert.equal(isEditable(name), true, name);
});
