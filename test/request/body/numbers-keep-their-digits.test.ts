import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStrictJson } from '../../../src/http/json.ts';

const again = (text: string) => JSON.stringify(parseStrictJson(Buffer.from(text)));

for (const number of [
  '9007199254740993',
  '-12345678901234567890',
  '0.12345678901234567890',
  '1.0000000000000000001',
  '1e-400',
]) {
  test(`${number} is written as it was read, wherever it stands`, () => {
    for (const text of [number, `[${number}]`, `{"a":{"b":[1,"${number}",${number}]}}`])
      assert.equal(again(text), text);
  });
}

test('numbers that a double holds are plain numbers', () => {
  const value = parseStrictJson(Buffer.from('[9007199254740991, 0.1, -1.5, 123456789012345]'));
  assert.deepEqual(value, [9007199254740991, 0.1, -1.5, 123456789012345]);
});
