import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { occurrences, search } from '../../../src/policy/builtins/strings-search.ts';
import { policy } from '../fixture.ts';
import { agree, ODD, product, set } from './fixture.ts';

const TEXTS = [
  '',
  'a',
  'aa',
  'aaaa',
  'abab',
  'a,b,,c',
  ',',
  'Grüße',
  'ü',
  '\u{1f600}',
  'a\u{1f600}b\u{1f600}',
  '\u0000',
  'é\u0301',
];

/** Texts of few characters, so that they contain each other. */
const repetitive = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\u{1f600}', '\ufffd'), maxLength: 8 });

function pairs(seed: number): string[][] {
  return fc.sample(fc.tuple(repetitive, fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 2 })), {
    seed,
    numRuns: 300,
  });
}

test('places of a part', async () => {
  await agree('indexof_n', [...product([...TEXTS, ...ODD], [...TEXTS, ...ODD]), ...pairs(1)]);
});

test('parts are counted', async () => {
  await agree('strings.count', [...product([...TEXTS, ...ODD], [...TEXTS, ...ODD]), ...pairs(2)]);
});

test('texts are split', async () => {
  const numbers = [-(2 ** 53), -100, -3, -2, -1, 0, 1, 2, 3, 100, 2 ** 53, 1e19, 1.5, '1', null];
  await agree('strings.split_n', [
    ...product(TEXTS, [...TEXTS, 1], numbers),
    ...product(ODD, ['a'], [1]),
    ...pairs(3).flatMap((pair) => [2, -2].map((n) => [...pair, n])),
  ]);
});

test('beginnings and ends', async () => {
  const lists = [
    ...TEXTS.slice(0, 10),
    ...[[], [''], ['a', 'b'], ['Grü', '\u{1f600}', 'ß'], ['x', 'ße', 'abab'], ['a', 1], [['a']]],
    ...[set(), set(''), set('a', 'b'), set('x', 'ß', 'e'), set('a', 1), set('abab', 'Grüße', '\u{1f600}')],
    ...[null, 1, {}, { a: 'a' }],
  ];
  for (const name of ['strings.any_prefix_match', 'strings.any_suffix_match']) await agree(name, product(lists, lists));
});

test('what a glob would take as more than text', async () => {
  const metas = ['*?[]{}\\', '!-,.^$()|+', 'a*é\\\\', '{a,b}[!x-z]'];
  await agree('glob.quote_meta', product([...TEXTS, ...metas, ...ODD]));
});

test('a long text that repeats itself is searched in linear time', () => {
  const clock = { checkDeadline: () => {} } as Parameters<typeof search>[3];
  const [text, part] = ['a'.repeat(400_000), `${'a'.repeat(1000)}b${'a'.repeat(199_000)}`];
  const started = performance.now();
  assert.equal(search(text, part, 0, clock), -1);
  assert.equal(search(text + part, part, 1, clock), 400_000);
  const places = [...occurrences(text, 'a'.repeat(200_000), true, clock)];
  assert.deepEqual([places.length, places[0], places.at(-1)], [200_001, 0, 200_000]);
  assert.deepEqual([...occurrences(text, 'a'.repeat(150_000), false, clock)], [0, 150_000]);
  assert.ok(performance.now() - started < 2000);
});

test('bytes that are no UTF-8 are bytes', async () => {
  const { evaluate } = await policy(`
    b := hex.decode("c3a9ff61ff80")
    ff := hex.decode("ff")
    decision := [
      strings.count(b, ff), strings.count(b, ""), strings.count("é", hex.decode("a9")), indexof_n(b, ff),
      count(strings.split_n(b, ff, 9)), strings.split_n(b, ff, 9)[1], count(strings.split_n(b, "", 9)),
      strings.any_prefix_match("é", hex.decode("c3")), strings.any_suffix_match(["a", b], [hex.decode("80")]),
    ]`);
  assert.deepEqual(evaluate({}).value, [...[2, 6, 1, [1, 3, 4]], ...[3, 'a', 5], ...[true, true]]);
});
