import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTimeout } from '../../../src/http/grpc.ts';

test('a deadline is read in every unit', () => {
  const read = ['1H', '2M', '3S', '100m', '1500u', '500000n', '0m', '99999999H'].map(parseTimeout);
  assert.deepEqual(read, [3_600_000, 120_000, 3000, 100, 1.5, 0.5, 0, 99_999_999 * 3_600_000]);
});

test('what is no deadline is none', () => {
  for (const value of [undefined, '', 'm', '10', '-1S', '1.5S', '123456789m', '10 m', '10s', '1S, 2S', '1S\n'])
    assert.equal(parseTimeout(value), undefined, `${value}`);
});
