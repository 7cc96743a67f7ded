import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { literalOf, parseLiteral } from '../../src/policy/literal.ts';
import { plainOf } from '../../src/policy/plain.ts';
import {
  compareValues,
  integerOf,
  numberFromInteger,
  numberFromText,
  RegoNumber,
  RegoObject,
  RegoSet,
  type Value,
} from '../../src/policy/value.ts';

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt().map(numberFromInteger),
  fc.constantFrom('1.0', '1e3', '0.10', '-0', '1E400').map(numberFromText),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    number,
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((members) => RegoSet.from(members)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((entries) => RegoObject.from(entries)),
  ),
}));

test('a value is equal to what its literal spells', () => {
  fc.assert(
    fc.property(value, (given) => {
      assert.equal(compareValues(parseLiteral(literalOf(given)), given), 0);
    }),
    { numRuns: 1000 },
  );
});

test('the order is total, and equal values are one member', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const order = Math.sign(compareValues(a, b));
      assert.equal(Math.sign(compareValues(b, a)), order === 0 ? 0 : -order);
      assert.equal(RegoSet.from([a, b]).size, order === 0 ? 1 : 2);
      assert.equal(
        RegoObject.from([
          [a, 1],
          [b, 2],
        ]).get(a),
        order === 0 ? 2 : 1,
      );
    }),
    { numRuns: 2000 },
  );
});

test('numbers are compared by what they are worth', () => {
  const [one, big] = [numberFromText('1.0'), numberFromText('9007199254740993')];
  assert.equal(compareValues(one, 1), 0);
  assert.equal(compareValues(numberFromText('10e-1'), one), 0);
  assert.ok(compareValues(big, 9007199254740992) > 0);
  assert.ok(compareValues(numberFromText('-1e400'), numberFromText('-1e399')) < 0);
  assert.equal(RegoSet.from([1, one, numberFromText('1e0')]).size, 1);
  assert.equal(RegoSet.from(['1', 1, '\u00001', '\u0000[1]', [1]]).size, 5);
});

test('an integer is one however it is spelt', () => {
  assert.equal(integerOf(numberFromText('3e2')), 300n);
  assert.equal(integerOf(numberFromText('9007199254740993')), 9007199254740993n);
  assert.equal(integerOf(0.5), undefined);
  assert.equal(integerOf(numberFromText('1e999999999')), undefined);
});

test('text that is no literal is refused', () => {
  for (const text of ['', '{', '{1', '[1 2]', '1 2', '"a', '{1:2,}', 'nul', '--1', 'set(']) {
    assert.throws(() => parseLiteral(text), /no Rego literal/, text);
  }
  assert.throws(() => parseLiteral('['.repeat(100_000)), /too deeply/);
});

test('plain values are frozen, sets are sorted, names are never the prototype', () => {
  const plain = plainOf(
    parseLiteral('{"b": {3, 1, 2}, "__proto__": {"x": 1}, {1}: set(), "n": 9007199254740993, "z": 1e400}'),
  );
  assert.equal(JSON.stringify(plain), '{"__proto__":{"x":1},"b":[1,2,3],"n":9007199254740993,"z":1e400,"[1]":[]}');
  assert.equal(Object.getPrototypeOf(plain), Object.prototype);
  assert.ok(Object.isFrozen(plain) && Object.isFrozen((plain as { b: object }).b));
  assert.ok(parseLiteral('9007199254740993') instanceof RegoNumber);
});
