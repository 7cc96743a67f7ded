import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { agree, ODD, product, set } from './fixture.ts';

const TEXTS = [
  '',
  'a b',
  'a+b',
  '%',
  '%4',
  '%zz',
  '%41',
  '%2B',
  'é',
  '%C3%A9',
  '%ff',
  '\u{1f600}/?&=#',
  "~!*'()-_.",
  'a%20b',
  '%00',
];

const URLS = [
  ...[
    'http://example.com',
    'HTTP://Example.com:8080/a/b?x=1#f',
    '/a/b',
    'a/b',
    'a:b',
    'a:/b',
    './a:b',
    '//host/path',
    '///path',
  ],
  ...[
    'mailto:a@b.c',
    'http://[::1]:80/',
    'http://[::1%25eth0]/',
    'http://[::1%eth0]/',
    'http://[1.2.3.4]/',
    'http://[::1',
    '*',
  ],
  ...[
    'http://a:b@host/',
    'http://a@b@host/',
    'http://a b/',
    'http://host:80:80/',
    'x://host:80:80/',
    'http://host:x/',
    'http://:80',
  ],
  ...[
    'http://host:/',
    'http://ho%41st/',
    'http://h%C3%A9/',
    'http://h%25/',
    '/%2f/a',
    '/a%2',
    '/a b',
    '/a%20b',
    '/[a]',
    '/a?b?c',
  ],
  ...[
    '?',
    '?a',
    '#',
    '#a%41',
    '#%',
    'http://host?x',
    'http://host#f',
    ':a',
    '1a:b',
    'a+b-c.1:x',
    'http://[::ffff:1.2.3.4]/',
    ' ',
  ],
  ...[
    'http://host\n/',
    '\x7f',
    'http://<a>"/',
    'http://a^b/',
    'http://us^er@host/',
    'http://user%zz@host',
    'http://[::1]x/',
    '%',
    '',
  ],
  ...[
    'http://a[b]/',
    'http://[::1%25]/',
    'http://[::1%25a%20b]/',
    'http://[::1%25a%2f]/',
    'file:///etc/passwd',
    'http:a',
    'http:/a//b',
  ],
];

const unit = fc.constantFrom(
  ...'ab1:/?#@[]%25&=+ -.'.split(''),
  '//',
  'http:',
  '%41',
  '%2f',
  'é',
  '::1',
  '[::1]',
  '<',
  '"',
  '^',
  '*',
);
const random = fc.array(unit, { maxLength: 10 }).map((units) => units.join(''));

test('URLs', async () => {
  const urls = [...URLS, ...fc.sample(random, { seed: 1, numRuns: 3000 })];
  const defined = await agree('uri.parse', product([...urls, ...ODD]));
  assert.ok(defined > 500, `${defined} URLs are valid`);
  await agree('uri.is_valid', product([...urls, ...ODD]));
});

test('texts in a query', async () => {
  const texts = [...TEXTS, ...fc.sample(random, { seed: 2, numRuns: 500 })];
  await agree('urlquery.encode', product([...texts, ...ODD]));
  await agree('urlquery.decode', product([...texts, ...ODD]));
  await agree('urlquery.decode', product(['%ff', '%c3%28', 'a%fe']), 'hex.encode(value)');
});

test('queries', async () => {
  const queries = [
    'a=1&b=2',
    'a=1&a=2',
    'a',
    '=',
    '=1',
    '&&',
    'a=b=c',
    'a;b',
    'a=%zz',
    'a+b=c+d',
    '%41=%42',
    '__proto__=1',
    'a=1&',
    'é=ü',
  ];
  const many = ['&'.repeat(9999), '&'.repeat(10_000), 'a&'.repeat(9999)];
  await agree(
    'urlquery.decode_object',
    product([...queries, ...many, ...fc.sample(random, { seed: 3, numRuns: 500 }), ...ODD]),
  );
  const objects = [
    ...[
      {},
      { a: 'b' },
      { b: '1', a: ['x', 'y'] },
      { a: [] },
      { a: set('y', 'x') },
      { a: 1 },
      { a: ['x', 1] },
      { a: null },
    ],
    ...[{ 'é ': ' ü' }, { Z: '1', a: '2', é: '3', '\uffff': '4', '\u{1f600}': '5' }, { '': '' }, { a: { b: 'c' } }],
  ];
  await agree('urlquery.encode_object', product([...objects, ...ODD, 'a']));
});
