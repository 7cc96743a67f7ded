import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStrictJson } from '../../src/http/json.ts';
import { readJson } from '../../src/http/json-text.ts';
import { parseJson } from '../../src/policy/builtins/go-json.ts';
import type { RegoObject } from '../../src/policy/value.ts';

/** V8 reads the name `admin` of the second object as the one of the first. */
const BODY = '{"a":{"m":1,"\\\\u006":1},"b":{"m":1,"\\u0061dmin":true}}';
const MEANT = { a: { m: 1, '\\u006': 1 }, b: { m: 1, admin: true } };

test('in a body, also where an earlier one has led the reader astray', () => {
  for (let i = 0; i < 3; i++) assert.deepEqual(parseStrictJson(Buffer.from(BODY)), MEANT);
  assert.deepEqual(parseStrictJson(Buffer.from('{"m":1,"\\u0061dmin":true}')), MEANT.b);
});

test('in a text that a policy reads', () => {
  const value = parseJson(BODY) as RegoObject;
  assert.equal((value.get('b') as RegoObject).get('admin'), true);
});

test('what is no JSON is none with such a name either', () => {
  const name = '{"\\u0061":1}';
  const broken = [
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '[01]',
    '[1.]',
    '[+1]',
    '[NaN]',
    '"\n"',
    '"\\x"',
    'tru',
    '[1 2]',
    '{"a" 1}',
    '{"a":}',
    '{,}',
    '[,]',
    '\u00a0{}',
    '1 1',
    '"\\u00g0"',
  ];
  for (const text of broken) {
    assert.throws(() => readJson(`[${name},${text}]`), SyntaxError, text);
    assert.throws(() => JSON.parse(`[1,${text}]`), SyntaxError, text);
  }
  assert.throws(() => readJson(`${name} ${name}`), SyntaxError);
});

test('as JSON.parse, for all that is JSON', () => {
  const values = [
    { 'q"': 1, 'b\\': [true, false, null], '\u0001': -1.5e-7, __proto__: null },
    { '\\n': { '\n': {} }, '': [], ü: '\ud83d\ude00' },
    [[[[]]], 'text \\ "quoted": no name'],
  ];
  for (const value of values) {
    for (const indent of [undefined, 1, '\t']) {
      const text = JSON.stringify({ '\\"': value, value }, undefined, indent);
      assert.equal(JSON.stringify(readJson(text)), JSON.stringify(JSON.parse(text)));
    }
  }
  assert.ok(Object.hasOwn(readJson('{"\\u005f_proto__":1}') as object, '__proto__'));
  assert.deepEqual(readJson('{"\\u0061":1,"a":2}'), { a: 2 });
  assert.deepEqual(readJson(' \t\r\n{"\\u0061" : 1 } '), { a: 1 });
});

test('numbers as they were written', () => {
  assert.deepEqual(readJson('{"\\u0061":[1.0,9007199254740993]}', String), { a: ['1.0', '9007199254740993'] });
});

test('a long string does not exhaust it', () => {
  const long = 'x\\n'.repeat(1_000_000);
  const read = readJson(`{"\\u0061":"${long}"}`) as { a: string };
  assert.equal(read.a.length, 2_000_000);
});

test('many backslashes take no longer than other characters', () => {
  const long = '\\\\'.repeat(500_000);
  const text = `{"a":"${long}","b":1}`;
  const started = process.cpuUsage();
  for (let i = 0; i < 5; i++) assert.deepEqual(Object.keys(readJson(text) as object), ['a', 'b']);
  assert.ok(process.cpuUsage(started).user < 5_000_000, 'a quadratic search takes minutes');
});

test('wherever the escape stands in the name', () => {
  const others = '{"x":{"\\\\u006":1,"\\\\":1,"\\\\n":1,"\\\\\\"":1}';
  for (const name of ['a\\"b', '\\"b', 'b\\"', '\\\\', 'a\\\\', '\\\\a', '\\u0061bc', 'ab\\u0063']) {
    const read = readJson(`${others},"y":{"m":1,"${name}" : 2}}`) as { y: object };
    assert.deepEqual(Object.keys(read.y), ['m', JSON.parse(`"${name}"`)], name);
  }
});
