import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combine, keyHash } from '../../../src/traffic/balancing/key-hash.ts';

/** Sum of squared deviations from an even spread, by what chance would give: about 1. */
function unevenness(counts: Uint32Array): number {
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((a, count) => a + (count - mean) ** 2 / mean, 0) / (counts.length - 1);
}

function assertEven(name: string, draw: (i: number) => number): void {
  const counts = new Uint32Array(1024);
  for (let i = 0; i < 200_000; i++) counts[draw(i)]!++;
  const found = unevenness(counts);
  assert.ok(found < 1.2, `${name}: ${found}`);
}

const FAMILIES: Readonly<Record<string, (i: number) => string>> = {
  numbers: (i) => `${i}`,
  'names with numbers': (i) => `user-${i}@example.com`,
  'numbers at the start': (i) => `${i}/tenants/acme`,
  'hexadecimal ids': (i) => (i * 65_536).toString(16).padStart(32, '0'),
  'texts that are not ASCII': (i) => String.fromCharCode(0x4e00 + (i % 20_000), 0x4e00 + Math.floor(i / 20_000)),
};

for (const [name, text] of Object.entries(FAMILIES)) {
  test(`${name}: the upper and the lower bits of their hashes are even`, () => {
    assertEven('upper', (i) => keyHash(text(i)) >>> 22);
    assertEven('lower', (i) => keyHash(text(i)) & 1023);
  });
}

test('what a key draws at one endpoint says nothing of what it draws at another', () => {
  const [a, b] = [keyHash('http://10.0.0.1:8080'), keyHash('http://10.0.0.2:8080')];
  assertEven('pairs', (i) => {
    const hash = keyHash(`user-${i}`);
    return ((combine(hash, a) >>> 27) << 5) | (combine(hash, b) >>> 27);
  });
});

test('each bit of a key changes each bit of what is drawn half the time', () => {
  const flips = new Uint32Array(32 * 32);
  for (let i = 0; i < 2000; i++) {
    const key = keyHash(`key ${i}`);
    const seed = keyHash(`endpoint ${i}`);
    for (let bit = 0; bit < 32; bit++) {
      const changed = combine(key, seed) ^ combine(key ^ (1 << bit), seed);
      for (let out = 0; out < 32; out++) flips[32 * bit + out]! += (changed >>> out) & 1;
    }
  }
  assert.ok(Math.min(...flips) > 850 && Math.max(...flips) < 1150, `${Math.min(...flips)} to ${Math.max(...flips)}`);
});

test('a hash is an unsigned number of 32 bits, the same in all releases', () => {
  assert.deepEqual(['', 'a', 'user-1'].map(keyHash), [2_872_998_923, 444_641_715, 2_005_895_916]);
});
