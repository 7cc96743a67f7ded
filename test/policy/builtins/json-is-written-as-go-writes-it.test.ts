import { test } from 'node:test';
import { agree, ODD, product, set } from './fixture.ts';

const VALUES = [
  ...[
    null,
    true,
    1,
    1.5,
    1e21,
    1e-7,
    -0,
    'a',
    '"\\/\b\f\n\r\t\u0000\u001f\u007f',
    '<>&\u2028\u2029',
    'é\u{1f600}\ufffd',
    [],
    {},
  ],
  ...[
    [1, [2, []], {}],
    { b: 1, a: { c: [1, 2] } },
    set(),
    set('b', 'a'),
    set(3, 1, 2),
    { a: set(2, 1) },
    { '<': '\\<' },
  ],
  ...[{ Z: 1, a: 2, é: 3, '\uffff': 4, '\u{1f600}': 5 }, { '': {} }, [[[[[[]]]]]], { __proto__: null }],
];

test('with options', async () => {
  const options = [
    ...[{}, { pretty: true }, { pretty: false }, { indent: '  ' }, { prefix: '# ' }, { prefix: '>', indent: '--' }],
    ...[
      { pretty: false, indent: ' ' },
      { indent: '', prefix: '' },
      { pretty: 1 },
      { indent: 1 },
      { prefix: null },
      { other: 1 },
    ],
  ];
  await agree('json.marshal_with_options', product(VALUES, [...options, ...ODD]));
});

test('numbers keep their text', async () => {
  const rego =
    'json.marshal_with_options([1.0, 1e3, 9007199254740993, 1E+2, 0.10, 123456789012345678901234567890], args[0])';
  await agree('json.marshal_with_options', product([1], [{}]), `${rego.replace('args[0]', '{}')}`);
});

test('keys that are no strings', async () => {
  const rego =
    'json.marshal_with_options({1: 1, [1, "<"]: 2, {"a": 1}: 3, null: 4, {1, 2}: 5, "b": 6}, {"pretty": args[0] == 1})';
  await agree('json.marshal_with_options', product([1, 2], [{}]), rego);
});

test('bytes that are no UTF-8', async () => {
  await agree('json.marshal_with_options', product([1], [{}]), 'json.marshal_with_options(hex.decode("41ff42"), {})');
});
