import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../../src/http/target.ts';

function read(query: string): Record<string, string[]> {
  return { ...parseQuery(query) };
}

test('every value of a parameter is kept, in order', () => {
  assert.deepEqual(read('a=1&b=2&a=3'), { a: ['1', '3'], b: ['2'] });
});

test('escapes and plus are decoded, in names too', () => {
  assert.deepEqual(read('a%20b=%C3%A9+%2B'), { 'a b': ['é +'] });
});

test('a name without a value has the empty one', () => {
  assert.deepEqual(read('a&b='), { a: [''], b: [''] });
});

test('only & separates, only the first = divides, empty parts are passed over', () => {
  assert.deepEqual(read('&a=1;b=2&&c=d=e&=x&'), { a: ['1;b=2'], c: ['d=e'], '': ['x'] });
});

test('no name reaches a prototype', () => {
  const parameters = parseQuery('__proto__=1&constructor=2');
  assert.equal(Object.getPrototypeOf(parameters), null);
  assert.deepEqual(Object.keys(parameters), ['__proto__', 'constructor']);
});
