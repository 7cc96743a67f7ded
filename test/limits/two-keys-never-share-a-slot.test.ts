import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LimitTable } from '../../src/limits/table.ts';

const NOW = 1_800_000_000_000;
const limit = { rate: 2, periodMs: 86_400_000, burst: 2, cost: 1 };

test('in a table that is far too small, every key that is counted at all has its own two units', () => {
  const table = new LimitTable(LimitTable.allocate(8));
  const granted = new Map<string, number>();
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 100; i++) {
      if (table.take('l', `key ${i}`, limit, NOW).granted) granted.set(`key ${i}`, (granted.get(`key ${i}`) ?? 0) + 1);
    }
  }
  assert.ok(granted.size > 8 && granted.size <= table.size);
  assert.deepEqual([...new Set(granted.values())], [2]);
});

test('what differs in id, key, rate, period or burst is counted apart', () => {
  const table = new LimitTable(LimitTable.allocate(64));
  const questions = [
    ['l', 'k', limit],
    ['m', 'k', limit],
    ['l', 'm', limit],
    ['lk', '', limit],
    ['', 'lk', limit],
    ['l', 'k', { ...limit, rate: 3 }],
    ['l', 'k', { ...limit, periodMs: 3_600_000 }],
    ['l', 'k', { ...limit, burst: 3 }],
  ] as const;
  for (const [id, key, limit] of questions) {
    const { remaining } = table.take(id, key, limit, NOW);
    assert.equal(remaining, limit.burst - 1);
  }
  assert.equal(table.occupied, questions.length);
});

test('two names of any characters share a limit only if they are the same', () => {
  const text = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    maxLength: 8,
  });
  const odd = fc.oneof(text, fc.constantFrom('ÿ', 'ÿÿ', 'Ā', 'þ', '\0', '\0\0', '\ud800', '\udfff'));
  fc.assert(
    fc.property(odd, odd, odd, odd, (id1, key1, id2, key2) => {
      const table = new LimitTable(LimitTable.allocate(8));
      table.take(id1, key1, limit, NOW);
      const same = id1 === id2 && key1 === key2;
      assert.equal(table.peek(id2, key2, { ...limit, cost: 0 }, NOW).remaining, same ? 1 : 2);
    }),
    { numRuns: 2000 },
  );
});
