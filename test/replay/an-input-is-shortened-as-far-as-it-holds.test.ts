import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minimise, minimiseSlowly } from '../../src/replay/minimise.ts';

interface Input {
  readonly a?: { readonly b?: number; readonly c?: unknown };
  readonly list?: readonly number[];
}

const INPUT = { a: { b: 1, c: { d: 2 }, e: 3 }, list: [1, 2], f: null };
const holds = (input: Input) => input.a?.b === 1 && (input.list?.length ?? 0) > 1;

test('what is not needed goes, at any depth', () => {
  assert.deepEqual(minimise(INPUT, holds), { a: { b: 1 }, list: [1, 2] });
});

test('the same where the answer takes its time', async () => {
  const shortened = await minimiseSlowly(INPUT, async (input) => holds(input));
  assert.deepEqual(shortened, { a: { b: 1 }, list: [1, 2] });
});

test('it is content after some hundred trials', () => {
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`m${i}`, i]));
  let trials = 0;
  minimise(wide, () => trials++ < 0);
  assert.ok(trials < 1000, `${trials} trials`);
});
