import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy } from './fixture.ts';

// The module's cache of 100 compiled patterns frees the very one in use when it is full: it hangs, traps or lies.
test('every pattern matches its own texts, a thousand times', async () => {
  const patterns = Array.from({ length: 200 }, (_, i) => `^/api/v${i}/[a-z]+(/[0-9]*)?$`);
  const { evaluate } = await policy(
    `decision := [[text, i] |
	some i, pattern in data.patterns
	some text in input.texts
	regex.match(pattern, text)
]`,
    { data: { patterns } },
  );
  for (let i = 0; i < 1000; i++) {
    const own = [i, i + 67, i + 133].map((n) => n % 200);
    const texts = own.map((n) => `/api/v${n}/items/${i}`);
    const expected = own.map((n, k) => [texts[k], n] as const).sort((a, b) => a[1] - b[1]);
    assert.deepEqual(evaluate({ texts }).value, expected);
  }
});

test('patterns of clients, each another one, take bounded memory', async () => {
  const { evaluate } = await policy('decision := regex.match(input.pattern, input.text)', { memory: 16 << 20 });
  for (let i = 0; i < 20_000; i++) {
    assert.equal(evaluate({ pattern: `^[a-z]{1,3}${i}(x|y)*$`, text: `ab${i}xy` }).value, true);
  }
});
