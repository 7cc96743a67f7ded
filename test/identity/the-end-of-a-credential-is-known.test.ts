import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiryOf, noteExpiry } from '../../src/identity/expiry.ts';
import { ANONYMOUS, subjectFromClaims } from '../../src/identity/subject.ts';

test('a subject expires with its credential, and one without an end never does', () => {
  const subject = subjectFromClaims('main', { sub: 'ann' });
  noteExpiry(subject, 1000);
  assert.equal(expiryOf(subject), 1000);
  noteExpiry(ANONYMOUS, Number.POSITIVE_INFINITY);
  assert.equal(expiryOf(ANONYMOUS), Number.POSITIVE_INFINITY);
});
