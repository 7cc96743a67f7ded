import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { ago } from '../../src/cli/ago.ts';
import { plain, table } from '../../src/cli/table.ts';

test('no control character and no line end is left in it', () => {
  assert.equal(plain('GET /a "b" \\ é'), 'GET /a "b" \\ é');
  assert.equal(plain('a\u001b[31m\u009b1m\r\nb\u2028'), 'a\\u001b[31m\\u009b1m\\r\\nb\\u2028');
});

test('columns are as wide as what is seen of their cells', () => {
  const text = table(
    ['A', 'LONG', 'C'],
    [
      ['\u001b[32mgreen\u001b[39m', 'x', 'last'],
      ['b', 'y', ''],
    ],
  );
  assert.deepEqual(stripVTControlCharacters(text).split('\n'), ['A      LONG  C', 'green  x     last', 'b      y']);
});

test('times in their largest unit', () => {
  const now = Date.UTC(2026, 0, 3);
  const texts = [0, 59_999, 60_000, 7_200_000, 172_800_000, -5].map((past) =>
    ago(new Date(now - past).toISOString(), now),
  );
  assert.deepEqual(texts, ['0s ago', '59s ago', '1m ago', '2h ago', '2d ago', '0s ago']);
});
