import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preferredWait } from '../../src/http/prefer.ts';

test('a wait is read, in seconds', () => {
  assert.equal(preferredWait('wait=10'), 10_000);
  assert.equal(preferredWait('respond-async, wait="5"'), 5000);
  assert.equal(preferredWait('Wait = 0; x=1, handling=lenient'), 0);
  assert.equal(preferredWait('wait=3, wait=9'), 3000);
});

test('what is no wait is none', () => {
  for (const prefer of [
    undefined,
    '',
    'wait',
    'wait=',
    'wait=soon',
    'wait=-1',
    'wait=1.5',
    'await=3',
    'note="a, wait=3"',
    'wait=1234567890',
  ])
    assert.equal(preferredWait(prefer), undefined, `${prefer}`);
});
