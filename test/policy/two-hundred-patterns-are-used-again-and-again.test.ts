import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy } from './fixture.ts';

// The module's cache of 100 compiled patterns frees the one in use when it is full: it hangs, traps or lies.
test('every pattern matches its own text, a thousand times', async () => {
  const patterns = Array.from({ length: 200 }, (_, i) => `^/api/v${i}/[a-z]+(/[0-9]*)?$`);
  const { evaluate } = await policy(
    `decision := [i | some i, pattern in data.patterns; regex.match(pattern, input.path)]
again := [i | some i, pattern in array.reverse(data.patterns); regex.match(pattern, input.path)]`,
    { data: { patterns } },
  );
  for (let i = 0; i < 1000; i++) {
    const n = (i * 7) % 200;
    assert.deepEqual(evaluate({ path: `/api/v${n}/items/${i}` }).value, [n]);
  }
});
