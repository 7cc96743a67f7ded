import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compiled } from '../../../src/policy/builtins/regex/compiled.ts';
import { compile } from '../../../src/policy/builtins/regex/engine.ts';
import { costOf } from '../../../src/policy/builtins/regex/pattern-cost.ts';
import { LimitExceeded } from '../../../src/policy/faults.ts';
import { policy } from '../fixture.ts';

const LONG = 'a'.repeat(1 << 20);

/** Patterns and texts that take long: together, or because there are so many matches. */
const HOSTILE: readonly (readonly [string, string, string])[] = [
  ['(?:(?:(?:a*)*)*|[^b])*b(?:c|d)', LONG, ''],
  ['(?:a{30}){30}[bc]', LONG, ''],
  ['(?:a|b|c|.){900}[yz]', LONG, ''],
  ['a.*?[bc]|a', LONG, 'x'],
  ['(?i)(?:a|aa|aaa)*[cd]', LONG, ''],
  [`${'a'.repeat(500)}b${'a'.repeat(1000)}`, LONG, ''],
  ['(a)(b)?'.repeat(100), LONG, '$100'],
  ['^(?:a|b)*c$', LONG, ''],
  ['', LONG, 'xyz'],
];

/** Generous, for a machine that has other things to do. */
const MAX_MILLISECONDS = 1000;

function processorTime(run: () => void): number {
  const start = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

test('a search is ended when its time is over, and the next one answers', async () => {
  const { evaluate } = await policy('decision := regex.replace(input.text, input.pattern, input.by)', { deadline: 20 });
  let ended = 0;
  for (const [pattern, text, by] of HOSTILE) {
    const time = processorTime(() => {
      try {
        evaluate({ pattern, text, by });
      } catch {
        ended++;
      }
    });
    assert.ok(time < MAX_MILLISECONDS, `${pattern.slice(0, 40)}: ${time} ms`);
    assert.equal(evaluate({ pattern: 'b+', text: 'abc', by: '-' }).value, 'a-c');
  }
  assert.ok(ended >= 6, `only ${ended} were ended`);
});

test('a text grows by some megabytes at most', async () => {
  const { evaluate } = await policy('decision := regex.replace(input.text, "a", input.by)', { deadline: 10_000 });
  const text = 'a'.repeat(10_000);
  assert.throws(() => evaluate({ text, by: 'b'.repeat(1000) }), /too long a text/);
  assert.equal((evaluate({ text, by: 'b'.repeat(100) }).value as string).length, 1_000_000);
});

test('globs are compared in less than exponential time, and end with it', async () => {
  const { evaluate } = await policy('decision := regex.globs_match(input.one, input.other)', { deadline: 20 });
  const pair = (n: number) => ({ one: '.*a'.repeat(n), other: `${'a'.repeat(2 * n)}b*` });
  assert.equal(evaluate(pair(30)).value, false);
  const time = processorTime(() => assert.throws(() => evaluate(pair(250)), /took longer/));
  assert.ok(time < MAX_MILLISECONDS);
  assert.throws(() => evaluate({ one: 'ab'.repeat(300), other: 'a' }), /too many parts/);
});

test('a pattern that is too costly is refused before it is compiled', () => {
  const costly = [
    'a'.repeat(20_000),
    '(?:ab{30}c){1000}',
    '[a-z]{1000}'.repeat(40),
    '(?i)[k-\u{10ffff}]'.repeat(10),
    '(?:\\pL\\pN){500}',
  ];
  for (const pattern of costly) {
    const time = processorTime(() => assert.throws(() => compile(pattern), LimitExceeded));
    assert.ok(time < MAX_MILLISECONDS);
  }
  const usual = [
    '^[a-z]{1,63}(\\.[a-z]{1,63}){0,8}$',
    '(?i)[а-яё]+',
    '\\x{1000}\\p{Lu}',
    '^/v[0-9]{1,3}/users/[^/]{1,255}$',
  ];
  for (const pattern of usual) assert.ok(compile(pattern).cost < 7000, pattern);
});

test('what a pattern costs is not less than it takes', () => {
  const part = fc.constantFrom(
    ...[
      'a',
      'b',
      '(',
      '(?:',
      ')',
      '|',
      '{20}',
      '{0,9}',
      '{9,}',
      '*',
      '+?',
      '[',
      ']',
      '[^',
      '[]',
      '[[:alpha:]',
      '[:',
      ':]',
    ],
    ...[
      '\\Q',
      '\\E',
      '\\\\',
      '\\]',
      '\\[',
      '-',
      'z-',
      '\\d',
      '\\x{41}',
      '\\x41',
      '(?i)',
      '(?P<n>',
      '\u{1f600}',
      '\\(',
      '{',
      '}',
      '^',
      '\\pL',
    ],
  );
  let valid = 0;
  const pattern = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(pattern, (text) => {
      if (costOf(text) > 30_000) return;
      let size: number;
      try {
        size = compile(text).compiled.programSize();
      } catch {
        return;
      }
      valid++;
      // Three instructions are in every program.
      assert.ok(costOf(text) + 3 >= size, `${text}: ${costOf(text)} for ${size}`);
    }),
    { numRuns: 30_000, seed: 1 },
  );
  assert.ok(valid > 2000, `${valid} patterns`);
});

test('patterns that were not asked for long are forgotten', () => {
  const first = compiled('first');
  for (let i = 0; i < 300; i++) {
    compiled(`${i}a{1000}`);
    if (i % 100 === 0) assert.equal(compiled('first'), first);
  }
  for (let i = 0; i < 300; i++) compiled(`${i}b{1000}`);
  assert.notEqual(compiled('first'), first);
});
