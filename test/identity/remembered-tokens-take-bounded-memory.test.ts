import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenCache } from '../../src/identity/token-cache.ts';

test('a cache holds no more than its two generations, however many tokens come', () => {
  const cache = new TokenCache<number>(100 * (512 + 488));
  for (let index = 0; index < 100_000; index++) cache.set(`token-${index}`, index, 488);
  assert.ok(cache.size <= 200, `${cache.size} are held`);
  assert.equal(cache.get('token-99999'), 99_999);
  assert.equal(cache.get('token-0'), undefined);
});

test('what is asked for stays while others come and go', () => {
  const cache = new TokenCache<string>(100 * (512 + 488));
  cache.set('asked', 'value', 488);
  for (let index = 0; index < 10_000; index++) {
    cache.set(`token-${index}`, '', 488);
    if (index % 50 === 0) assert.equal(cache.get('asked'), 'value');
  }
});

test('a token that is set again replaces itself', () => {
  const cache = new TokenCache<number>(10 * (512 + 488));
  for (let index = 0; index < 1_000; index++) cache.set('same', index, 488);
  assert.equal(cache.size, 1);
  assert.equal(cache.get('same'), 999);
});
