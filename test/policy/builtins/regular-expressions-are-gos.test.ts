import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { agree, ODD, product } from './fixture.ts';

const TEXTS = [
  '',
  'a',
  'abab',
  'a,b,,c',
  'foo bar',
  'Grüße',
  'K k ſ s',
  '\u{1f600}x\u{1f600}',
  'a\nb\n',
  'a.b',
  '\u0000',
  '\ufffd',
];

const PATTERNS = [
  ...['', 'a', 'a*', 'a*?', 'b+', '(a)(b)', '(a|ab)(c|bcd)*', 'a|b|', '^', '$', '^a', 'b$', '\\b', '\\B', '.', '[^a]'],
  ...[
    '(?i)k',
    '(?i)S',
    '(?s).',
    '(?m)^.',
    '(?U)a+',
    '\\pL',
    '\\p{Greek}',
    '[[:alpha:]]',
    '\\x{1F600}',
    '\u{1f600}',
    '\\z',
  ],
  ...[
    '\\Qa.b\\E',
    '(?P<x>a)',
    '(?<x>a)',
    'ü',
    '[à-ü]',
    '\\d{2,}',
    '(?:a{2}){3}',
    '\\s',
    '\\W',
    '(|a)+',
    '(a*)*',
    '(a|b)*?b',
  ],
  // None of these are patterns.
  ...[
    '(',
    ')',
    '[',
    'a**',
    '\\1',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '\\Z',
    '\\C',
    'a{1001}',
    '(?:a{40}){40}',
    'a{2,1}',
    '\\',
    '*',
  ],
  ...['[b-a]', '(?P<é>a)', '(?P<x', '\\pZZ', '\\p{Nothing}', '(?i', '[[:nothing:]]', 'x{2}{3}', '(?x)a'],
];

/** Patterns of few parts, many of them wrong. */
const pattern = fc.stringMatching(
  /^(\(|\)|\(\?:|\(\?i\)|\||[ab.é^$]|\\b|\\pL|\[ab\]|\[^b\]|[*+?]|\*\?|\{2\}|\{0,2\}){0,8}$/,
);
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é', ' ', '\n', '\u{1f600}'), maxLength: 8 });

function samples(seed: number): string[][] {
  return fc.sample(fc.tuple(pattern, text), { seed, numRuns: 600 });
}

test('finding', async () => {
  const numbers = [-1, 0, 1, 2, 100, 2 ** 53, -(2 ** 53), 1.5, 1e19, '1'];
  await agree('regex.find_n', [
    ...product(PATTERNS, TEXTS, [-1]),
    ...product(['a', ''], ['aaaa', '\u{1f600}é'], numbers),
    ...product(ODD, ['a'], [1]),
    ...product(['a'], ODD, [1]),
    ...samples(1).map((pair) => [...pair, -1]),
  ]);
});

test('splitting', async () => {
  const calls = [...product(PATTERNS, TEXTS), ...product(ODD, ['a']), ...product(['a'], ODD), ...samples(2)];
  const defined = await agree('regex.split', calls);
  assert.ok(defined > 600);
});

test('replacing', async () => {
  const templates = [
    ...[
      '',
      'x',
      '#0',
      '<#1>',
      '#{1}0',
      '#10',
      '#1x',
      '#x',
      '#{x}',
      '##',
      '#',
      '#{',
      '#{1',
      '#{}',
      '#-',
      '#é',
      '#01',
      'é#ü',
    ],
    ...['#x-#y', '#999999999', '#9999999999', '#constructor', '#{y}#y#z', '####x#', '##{x}', '#{x}{y}', '#{x-y}'],
  ].map((template) => template.replaceAll('#', '$'));
  const groups = [
    '(?P<x>a)(b)?',
    '(?P<é>a)',
    '(?P<01>a)(?P<constructor>b)',
    'ü',
    '',
    '(?P<x>(?P<y>a)|b)',
    '()()()()()()()()()(a)',
  ];
  await agree('regex.replace', [
    ...product(TEXTS, PATTERNS, ['<$0>']),
    ...product(['abab', 'Grüße'], groups, templates),
    ...product(ODD, ['a'], ['b']),
    ...product(['a'], ODD, ['b']),
    ...product(['a'], ['a'], ODD),
    ...samples(3).map(([pattern, text]) => [text, pattern, '<$0$1>']),
  ]);
});

test('templates', async () => {
  const templates = [
    ...[
      '',
      'a',
      'urn:foo:{.*}',
      'urn:foo:<.*>',
      '{[a-z]{2}}:{\\d+}',
      '{a|b}c',
      '{(a)}{b}',
      '{{a}}',
      '{',
      '}',
      '}{',
      'a}b{c',
    ],
    ...['{a)(b}', '{)}', '{*}', '{}', 'a.b', 'a.b{}', '|a|', '{é}', 'x{a}y{b}z', '{\\}}', '{a$}', '{^a}', '{(?i)a}B'],
  ];
  const texts = [
    '',
    'a',
    'b',
    'ac',
    'urn:foo:bar',
    'urn:foo:',
    'ab:12',
    'xaybz',
    'é',
    'a.b',
    'axb',
    '{a}',
    'a\n',
    'AB',
    'Ab',
    'aa',
  ];
  await agree('regex.template_match', [
    ...product(templates, texts, ['{'], ['}']),
    ...product(['<a>', '|a|', 'a', '(b)'], ['a', 'b'], ['<', '|', '(', '', '<<', 'é'], ['>', '|', ')', '', '>>', 'é']),
    ...product(ODD, ['a'], ['{'], ['}']),
    ...product(['a'], ODD, ODD, ['}']),
  ]);
});

test('globs', async () => {
  const globs = [
    ...[
      '',
      'a',
      'a*',
      'a+',
      '.',
      '.*',
      '.+',
      'a.',
      'ab',
      'a*b',
      'a*b*',
      'a+b*',
      'a+b+c',
      'b*',
      '[ab]',
      '[ab]+c',
      '[a-c]*',
      '[]',
      '[]*',
    ],
    ...[
      '[^a]',
      '[b-d]a',
      '\\*',
      '\\.a',
      'a\\',
      '\\',
      '*',
      '+',
      'a**',
      'a*+',
      '[',
      ']',
      '[a',
      '[a-',
      '[a-]',
      '[-a]',
      '[a-b-c]',
      '[b-a]',
    ],
    ...[
      '[a\\-c]',
      '[A-\\]]',
      '[\\]]',
      '[a-\\',
      'é',
      '[à-ü]',
      '\u{1f600}+',
      '[\ud7ff-\ue000]',
      'a*a*',
      'a*a+',
      '[ab]*[ba]*',
      'a+[a]+',
    ],
  ];
  await agree('regex.globs_match', product([...globs, ...ODD], [...globs, ...ODD]));
  const glob = fc.stringMatching(/^([ab.]|\[ab\]|\[bc\]|[ab.]\*|[ab.]\+|\[ab\]\*|\[bc\]\+){0,7}$/);
  await agree('regex.globs_match', fc.sample(fc.tuple(glob, glob), { seed: 4, numRuns: 3000 }));
});
