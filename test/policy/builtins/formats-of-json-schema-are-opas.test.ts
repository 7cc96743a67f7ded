import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agree, product } from './fixture.ts';

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  date: ['2024-02-29', '2023-02-29', '2000-02-29', '1900-02-29', '2024-13-01', '2024-00-01', '2024-01-32', '2024-1-1'],
  time: [
    ...['12:34:56', '1:02:03', '24:00:00', '23:59:60', '12:34:56Z', '12:34:56z', '12:34:56+01:00', '12:34:56+0100'],
    ...[
      '12:34:56.1',
      '12:34:56.123456789012',
      '12:34:56,5Z',
      '12:34:56.',
      '12:34',
      '12:3:56',
      '12:34:56+24:60',
      '12:34:56-25:00',
    ],
  ],
  'date-time': [
    ...['2024-02-29T12:34:56Z', '2024-02-29T12:34:56.789+05:30', '2024-02-29 12:34:56Z', '2024-02-29t12:34:56Z'],
    ...[
      '2024-02-29T1:34:56Z',
      '2024-02-30T12:34:56Z',
      '2024-02-29T12:34:56',
      '2024-02-29',
      '12:34:56',
      '0000-01-01',
      '',
    ],
  ],
  hostname: [
    ...['a', 'a.b', 'a-b.c', '-a', 'a-', 'a..b', '.a', 'a.', 'a_b', 'é', '1.2', 'a\n', 'A.B', ''],
    ...['x'.repeat(63), 'x'.repeat(64), `${'x'.repeat(60)}.`.repeat(5)],
  ],
  email: [
    ...['a@b', 'a@b.c', 'a.b@c.d', '.a@b', 'a.@b', 'a..b@c', 'a@b.', 'a@.b', '"a b"@c', '""@c', '"a"b"@c', '"a\\"b"@c'],
    ...[
      '<a@b>',
      'A <a@b>',
      '"A B" <a@b>',
      'A B <a@b>',
      'A B a@b',
      'A <a@b',
      'A a@b>',
      'a@b (c)',
      'a@b (c (d))',
      'a@b (c',
    ],
    ...[
      '(c) a@b',
      'a@[1.2.3.4]',
      'a@[::1]',
      'a@[x]',
      'a@[1.2.3.4',
      'a@ b',
      'a @b',
      ' a@b ',
      'a@b,c@d',
      'g: a@b;',
      'g:;',
    ],
    ...[
      'g: a@b, c@d;',
      'g: a@b',
      'é@b',
      '"é" <a@b>',
      'a\u0001@b',
      '',
      ' ',
      '@',
      'a',
      '=?utf-8?q?a?= <a@b>',
      '=?x?q?a?= <a@b>',
    ],
    ...[
      'A =?x?q?a?= <a@b>',
      '=?utf-8?b?YQ==?= (c) <a@b>',
      '=?utf-8?q??= <a@b>',
      'a@b (=?x?q?a?=)',
      'a@b (=?utf-8?q?a?=)',
    ],
    ...[
      '=?x?q?=4?= <a@b>',
      '=?x?z?a?= <a@b>',
      'A (c) B <a@b>',
      'A (c <a@b>',
      '"a" "b" <c@d>',
      '"a <b@c>',
      'a:b@c',
      '<@b>',
    ],
    ...[
      'g: (c) a@b (d);',
      'g: x: a@b;;',
      'g: a@b,;',
      'a@b;',
      '\ta@b',
      'a\\@b',
      'a@b (\\)',
      'a@b (\\))',
      'A. <a@b>',
      '<a@b> x',
    ],
  ],
  ipv4: ['1.2.3.4', '01.2.3.4', '1.2.3', '256.1.1.1', '1.2.3.4 ', '::ffff:1.2.3.4', '1.2.3.4/8', ''],
  ipv6: [
    '::',
    '::1',
    'a::b::c',
    '1.2.3.4',
    '::ffff:1.2.3.4',
    'fe80::1%eth0',
    '[::1]',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8:9',
  ],
  uri: [
    'http://a/b',
    'a:b',
    '//a',
    '/a',
    'a',
    '',
    'http://[::1',
    'http://a\\b',
    'http://a b',
    '%zz',
    ':a',
    'mailto:a@b',
  ],
  'uri-reference': ['a', '', '#a', '?a', 'a b', 'a\\b', '%', 'a:b', '1:b'],
  'uri-template': [
    '{a}',
    'a/{b}/c',
    '{',
    '}',
    '{{}',
    '{a}}',
    'http://a/{b',
    'http://a/{b}{',
    'a:{',
    '\\{a}',
    'a?{b',
    '%7Ba',
  ],
  uuid: [
    '00000000-0000-0000-0000-000000000000',
    'ABCDEF01-0000-0000-0000-00000000000f',
    'x',
    '{00000000-0000-0000-0000-000000000000}',
  ],
  regex: ['', 'a', '(', '(?=a)', '\\d', '[', 'a{1001}', '(?P<a>b)', '\\1'],
  'json-pointer': ['', '/', '/a', 'a', '/~', '/~0~1', '/~2', '//', '/a\n', '#/a'],
  'relative-json-pointer': ['0', '1#', '01', '0/a', '1/~', '-1', '#', '0#a', '12/a/b'],
  unknown: ['a', ''],
};

const SAME: Readonly<Record<string, string>> = { 'idn-email': 'email', iri: 'uri', 'iri-reference': 'uri-reference' };

test('texts of every format', async () => {
  const formats = [
    ...Object.entries(TEXTS),
    ...Object.entries(SAME).map(([name, of]) => [name, TEXTS[of] ?? []] as const),
  ];
  const calls = formats.flatMap(([format, texts]) =>
    product(
      [...texts, 1, null].map((text) => [text]),
      [{ items: { format } }],
    ),
  );
  assert.equal(await agree('json.match_schema', calls), calls.length);
});

test('texts of the wrong format', async () => {
  const texts = [...new Set(Object.values(TEXTS).flat())].filter((text) => text.length < 30);
  const formats = Object.keys(TEXTS).map((format) => ({ items: { format } }));
  await agree(
    'json.match_schema',
    product(
      texts.map((text) => [text]),
      formats,
    ),
  );
});
