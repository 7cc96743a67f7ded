import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, policy, toolchain } from './fixture.ts';

/** What both answer to a call with each of these lists of arguments; undefined calls are missing on both sides. */
async function agree(name: string, calls: readonly (readonly unknown[])[]): Promise<void> {
  const args = Array.from({ length: (calls[0] as unknown[]).length }, (_, i) => `call[${i}]`).join(', ');
  const rego = `calls := ${JSON.stringify(calls).replaceAll('\ufeff', '\\ufeff')}
decision := [[i, ${name}(${args})] | some i, call in calls]`;
  const { evaluate } = await policy(rego);
  const sources = { files: [{ path: 'p.rego', bytes: Buffer.from(`package p\nimport rego.v1\n${rego}\n`) }] };
  const { results } = await toolchain.evaluate(sources, 'data.p.decision');
  const expected = results[0]?.values[0];
  assert.ok(Array.isArray(expected) && expected.length > 0);
  const text = JSON.stringify(expected);
  // The toolchain gives numbers as JavaScript has them.
  const answer = () => JSON.stringify(JSON.parse(JSON.stringify(evaluate({}).value)));
  assert.equal(answer(), text);
  // The heap, and what lies in it, is as it was.
  assert.equal(answer(), text);
}

test('replace, of an empty text too, where the module never returns', () =>
  agree('replace', [
    ['abc', '', 'x'],
    ['', '', 'x'],
    ['', '', ''],
    ['abc', '', ''],
    ['abc', 'b', ''],
    ['abab', 'ab', 'xy'],
    ['é', 'x', ''],
    [1, '', 'x'],
    ['abc', '', 1],
  ]));

test('replace of an empty text is bounded', async () => {
  const { evaluate } = await policy('decision := count(replace(input.text, input.old, input.by))');
  const long = 'x'.repeat(100_000);
  assert.throws(() => evaluate({ text: long, old: '', by: long }), fault('policy_unavailable', /too long/));
  assert.equal(evaluate({ text: 'ab', old: '', by: 'xy' }).value, 8);
});

test('indexof', () =>
  agree('indexof', [
    ['abc', ''],
    ['', ''],
    ['abc', 'c'],
    ['äbc', 'c'],
    ['abc', 'x'],
    ['abc', 1],
  ]));

test('format_int, of numbers that the module gives up at too', () =>
  agree('format_int', [
    [15, 16],
    [-15.9, 16],
    [15.9, 10],
    [2 ** 31, 2],
    [JSON.rawJSON('18446744073709551617'), 2],
    [JSON.rawJSON('-18446744073709551617'), 16],
    [JSON.rawJSON('1e3'), 8],
    [0.5, 10],
    [-0.5, 10],
    [0, 2],
    [10, 7],
    ['10', 10],
    [10, JSON.rawJSON('10.0')],
  ]));

const TEXTS = [
  ...['{"a":1}', '[1,]', '[1 2]', '01', '1.', '.5', '1 x', ' 1 ', '', '{', 'nul', '"\\ud800"', '"\\ud83d\\ude00"'],
  ...['"\\ud840\\udc00"', '"\\u0041"', '{"a":1,"a":2}', '1e3', '-0', '"\u2028"', "{'a':1}", '\ufeff1'],
  ...['[{"\\udc00":null}]', '{1:2}', 'set()', '{1,2}', '"a\tb"'],
];

test('json.unmarshal', () => agree('json.unmarshal', [...TEXTS.map((text) => [text]), [1]]));

test('json.is_valid', () => agree('json.is_valid', [...TEXTS.map((text) => [text]), [1], [null]]));

const BASE64 = [
  ...['', 'YQ==', 'YQ=', 'YQ', 'YWI=', 'YWJj', 'a!b=', 'Y Q==', 'YQ==\n', 'Y\r\nQ==', 'YQ==YQ==', '====', '=', 'YR=='],
  ...['-_-_', '+/+/', 'YWJjZA', 'YWJjZGU', 'YWJjZA==x', 'é', 'YQ=='.repeat(3)],
];

test('base64.decode', () => agree('base64.decode', [...BASE64.map((text) => [text]), [1]]));

test('base64.is_valid', () => agree('base64.is_valid', [...BASE64.map((text) => [text]), [1]]));

test('base64url.decode', () => agree('base64url.decode', [...BASE64.map((text) => [text]), [1]]));

test('json.marshal', () =>
  agree('json.marshal', [
    [{ b: 1, a: [true, null, 'x<>&\u2028'], é: 1.5 }],
    ['text'],
    [JSON.rawJSON('9007199254740993')],
    [{}],
  ]));

test('to_number', () =>
  agree('to_number', [
    ...['', '-', '1e', '1', '-1.5', '1e3', '+', '--1', ' 1', '1 ', 'inf', 'NaN', 'e5', '.'].map((text) => [text]),
    ...[[true], [false], [null], [2.5], [[]]],
  ]));

const NETWORKS = [
  ...[
    '10.0.0.0/8',
    '10.1.2.3/8',
    '0.0.0.0/0',
    '192.168.1.0/24',
    '::/0',
    '2001:db8::/32',
    '2001:db8::/128',
    '10.0.0.0/+8',
  ],
  ...[
    '10.0.0.0/ 8',
    '10.0.0.0/08',
    '10.0.0.1/8/8',
    '010.0.0.0/8',
    '::ffff:10.0.0.0/104',
    '10.0.0.0/33',
    '10.0.0/8',
    '',
  ],
];
const ADDRESSES = [
  ...['10.1.1.1', '11.1.1.1', '::ffff:10.0.0.1', '2001:db8::1', '::1', '010.1.1.1', '10.1.1', '10.1.1.1 ', '256.1.1.1'],
  ...NETWORKS,
];

test('net.cidr_contains', () =>
  agree(
    'net.cidr_contains',
    NETWORKS.flatMap((network) => ADDRESSES.map((address) => [network, address])),
  ));

test('net.cidr_intersects', () =>
  agree(
    'net.cidr_intersects',
    NETWORKS.flatMap((network) => NETWORKS.map((other) => [network, other])),
  ));

test('a set is joined and written in OPA’s order', async () => {
  const { evaluate } = await policy(
    'decision := [concat(",", input.set | {"z", "é", "a"}), json.marshal({"s": {3, 1, "x", 2}}), concat("-", ["b", "a"])]'.replace(
      'input.set',
      '{x | some x in input.list}',
    ),
  );
  assert.deepEqual(evaluate({ list: ['m', 'b', 'Z'] }).value, ['Z,a,b,m,z,é', '{"s":[1,2,3,"x"]}', 'b-a']);
  assert.equal(evaluate({ list: [1] }).value, undefined);
});

const ROUNDED = [-2.5, -1, -0.999, -0.5, -0.25, -1e-9, JSON.rawJSON('-0.0'), 0, 0.25, 1e-9, 1.5].map((n) => [n]);

test('ceil', () => agree('ceil', [...ROUNDED, ['a'], [null]]));

test('floor', () => agree('floor', [...ROUNDED, ['a'], [null]]));

const INTEGERS = [
  ...[9007199254740991, -9007199254740991, 5, -5, 0, 1.5, 'a'],
  ...['1e3', '-1E3', '2.0', '0.2e1', '18446744073709551617', '-18446744073709551617'].map((text) => JSON.rawJSON(text)),
];

for (const name of ['bits.and', 'bits.or', 'bits.xor']) {
  test(name, () =>
    agree(
      name,
      INTEGERS.flatMap((a) => INTEGERS.map((b) => [a, b])),
    ),
  );
}

test('bits.negate', () => agree('bits.negate', [...INTEGERS.map((integer) => [integer])]));

const DISTANCES = [0, 3, 64, 65536, -1, 1.5, JSON.rawJSON('2.0'), JSON.rawJSON('1e1')];

test('bits.lsh', () =>
  agree(
    'bits.lsh',
    INTEGERS.flatMap((number) => DISTANCES.filter((far) => far !== 65536).map((distance) => [number, distance])),
  ));

test('bits.rsh', () =>
  agree(
    'bits.rsh',
    INTEGERS.flatMap((number) =>
      [...DISTANCES, 65537, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1].map((distance) => [number, distance]),
    ),
  ));

const SPELLINGS = [
  ...['1', '1.0', '2.000', '-1.0', '0.0', '1.00000000000000000', '1.000000000000000000', '0.1e1', '10e-1', '1e0'],
  ...['1.5', '1e400', '1e-400', '1e19', '12345678901234567890'],
].map((text) => JSON.rawJSON(text));

test('substring, by whole numbers', () =>
  agree(
    'substring',
    SPELLINGS.flatMap((from) => SPELLINGS.map((length) => ['abcdef', from, length])),
  ));

test('array.slice', () =>
  agree(
    'array.slice',
    SPELLINGS.flatMap((from) => SPELLINGS.map((to) => [['a', 'b', 'c'], from, to])),
  ));

test('object.get by a path of them', () =>
  agree(
    'object.get',
    SPELLINGS.map((index) => [{ a: ['x', 'y'] }, ['a', index], 'none']),
  ));

test('an item of a list by a whole number', async () => {
  const { evaluate } = await policy('decision := [["x", "y"][i] | some i in data.indices]', {
    data: `{"indices": [1.0, 0.1e1, 10e-1, 0.0, -0.0, 1.5, 1e400, "1", 2.0]}`,
  });
  assert.deepEqual(evaluate({}).value, ['y', 'x', 'x']);
});

test('bits.lsh is bounded', async () => {
  const { evaluate } = await policy('decision := bits.lsh(input.number, input.distance)');
  for (const distance of [2 ** 16 + 1, 2 ** 31, 2 ** 53 - 1]) {
    assert.throws(() => evaluate({ number: -1, distance } as never), fault('policy_unavailable', /too large/));
    assert.equal(evaluate({ number: 0, distance } as never).value, 0);
  }
  assert.equal(evaluate({ number: 1, distance: 40 } as never).value, 2 ** 40);
  assert.equal(evaluate({ number: 1, distance: -1 } as never).value, undefined);
});

test('template strings', () =>
  template([
    { value: { b: 1, a: [true, null, { z: 'é\u0001\n"', y: {} }], d: 0.5 } },
    { value: [['b', 'a'], { list: ['b', 'a'] }, []] },
    { value: 'text "as it is"' },
    { value: 1.5 },
    { value: null },
    {},
  ]));

async function template(calls: readonly unknown[]): Promise<void> {
  const rego = `decision := [texts(object.get(call, "value", [])) | some call in input.calls]
texts(value) := [$"a {value} b {value}", $"{ {x | some x in value} }", $"{ {[x]: 1 | some x in value} }{value.a}"]`;
  const { evaluate } = await policy(rego);
  const sources = { files: [{ path: 'p.rego', bytes: Buffer.from(`package p\nimport rego.v1\n${rego}\n`) }] };
  const { results } = await toolchain.evaluate(sources, 'data.p.decision', { input: { calls } });
  assert.deepEqual(evaluate({ calls } as never).value, results[0]?.values[0]);
}

const DOCUMENT = { a: { b: [1, { c: 2 }], '': 3 }, 'x/y': 4, '~': [], z: 'text' };
const PATHS = [
  ...[
    [],
    [''],
    ['a'],
    ['', 'a'],
    ['a', 'a/b'],
    ['a/b', 'a'],
    ['a/b/0', ''],
    ['a/b/1/c', []],
    ['//a/b', ''],
    ['a/', ''],
  ],
  ...[
    ['x~1y', ''],
    ['~0', ''],
    [['x/y'], ''],
    [['a', 'b', '1'], ''],
    [['a', 'b', 1], ''],
    ['z/q', ''],
    ['q', ''],
  ],
  ...[[''], [1], [null, ''], 'a', { a: 1 }],
];

test('json.filter, with empty paths too, which the module looks for before its memory', () =>
  agree('json.filter', [...PATHS.map((paths) => [DOCUMENT, paths]), [[1], ['']], [{}, ['', 'a']]]));

test('json.remove', () => agree('json.remove', [...PATHS.map((paths) => [DOCUMENT, paths]), ['a', ['']]]));

test('json.filter and json.remove of sets', async () => {
  const { evaluate } = await policy(`
s := {"a": {[1], {"b": 2}, "c"}, "d": {1, 2}}
decision := [json.filter(s, {"", "a/c", "d/1"}), json.remove(s, {["a", [1]], ["a", "c"], ["d", 1]}), json.remove(s, {""})]`);
  assert.deepEqual(evaluate({}).value, [
    { a: ['c'], d: [] },
    { a: [{ b: 2 }], d: [2] },
    { a: ['c', [1], { b: 2 }], d: [1, 2] },
  ]);
});

test('object.union_n', () => agree('object.union_n', [[[]], [[{ a: 1 }]], [[{ a: 1 }, { a: { b: 2 } }]], [[1]], [{}]]));
