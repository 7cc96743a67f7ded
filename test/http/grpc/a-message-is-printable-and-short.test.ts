import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage } from '../../../src/http/grpc.ts';

test('what is not printable is escaped, and decodes to what it was', () => {
  const text = '\t100% déjà vu 🎉\r\n"quoted"';
  const encoded = encodeMessage(text);
  assert.equal(encoded, '%09100%25 d%C3%A9j%C3%A0 vu %F0%9F%8E%89%0D%0A"quoted"');
  assert.equal(decodeURIComponent(encoded), text);
});

test('a long message ends at a character', () => {
  const encoded = encodeMessage('🎉'.repeat(1000));
  assert.equal(encoded.length, 1020);
  assert.equal(decodeURIComponent(encoded), '🎉'.repeat(85));
});

test('half a character does no harm', () => {
  assert.equal(encodeMessage('a\ud83c'), 'a%EF%BF%BD');
});
