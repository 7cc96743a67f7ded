import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILTINS, type Builtin } from '../../src/policy/builtins/registry.ts';
import { literalOf } from '../../src/policy/literal.ts';
import { RegoNumber, RegoObject, RegoSet, type Value } from '../../src/policy/value.ts';
import { compile, entrypoint, fault, load, prepare } from './fixture.ts';

/** Puts a built-in of this test's own in the place of one of OPA's. */
function supply(name: string, builtin: Builtin): void {
  (BUILTINS as Map<string, Builtin>).set(name, builtin);
}

async function policy(rego: string, options: Parameters<typeof prepare>[1] = {}) {
  return entrypoint(load(await prepare(await compile(rego), options), options));
}

test('sets, keys of any type and digits go in', async () => {
  const seen: string[] = [];
  supply('object.subset', (args) => {
    seen.push(literalOf(args.map((arg) => (arg instanceof RegoSet ? RegoSet.from(arg.sorted()) : arg)) as Value));
    return true;
  });
  const { evaluate } = await policy('decision := object.subset({3, 1, "x"}, input.a)');
  assert.equal(evaluate({ a: ['ü\n', 1.5, null, 9007199254740993n] }).value, true);
  assert.deepEqual(seen.at(-1), '[{1,3,"x"},["ü\\n",1.5,null,9007199254740993]]');
});

test('sets, keys of any type and digits come out', async () => {
  const set = RegoSet.from(['b', 'a', new RegoNumber('12345678901234567890')]);
  supply('net.cidr_expand', () => set);
  const { evaluate } = await policy(
    'decision := {"both": net.cidr_expand("x") & {"a", 12345678901234567890}, "is": is_set(net.cidr_expand("x"))}',
  );
  assert.equal(JSON.stringify(evaluate({}).value), '{"both":[12345678901234567890,"a"],"is":true}');
  supply('urlquery.decode_object', () =>
    RegoObject.from([
      [RegoSet.from([1]), 'one'],
      ['__proto__', ['ü']],
    ]),
  );
  const other = await policy('decision := urlquery.decode_object("x")');
  assert.equal(JSON.stringify(other.evaluate({}).value), '{"__proto__":["ü"],"[1]":"one"}');
});

for (const thrown of ['text', 17, undefined, null, new Error('e'), { code: 'x' }, new RangeError('r')]) {
  test(`a built-in that throws ${String(thrown)} is undefined`, async () => {
    supply('urlquery.encode', () => {
      throw thrown;
    });
    const { evaluate } = await policy('default decision := "other"\ndecision := urlquery.encode(input.x)');
    assert.equal(evaluate({ x: 'a' }).value, 'other');
  });
}

test('a value that cannot be written is undefined', async () => {
  let deep: Value = 1;
  for (let i = 0; i < 5000; i++) deep = [deep];
  const { evaluate } = await policy('default decision := "other"\ndecision := urlquery.encode(input.x)');
  for (const value of [deep, Number.NaN, Number.POSITIVE_INFINITY]) {
    supply('urlquery.encode', () => value);
    assert.equal(evaluate({ x: 'a' }).value, 'other');
  }
  supply('urlquery.encode', () => 'lone \ud800');
  assert.equal(evaluate({ x: 'a' }).value, 'lone \ufffd');
});

test('the deadline passes through a built-in', async () => {
  supply('urlquery.encode', (_args, context) => {
    for (;;) context.checkDeadline();
  });
  const built = await compile('default decision := "other"\ndecision := urlquery.encode(input.x)');
  const { evaluate } = entrypoint(load(await prepare(built), { deadline: 20 }));
  assert.throws(() => evaluate({ x: 'a' }), fault('policy_unavailable', /longer than 20 ms/));
  supply('urlquery.encode', () => 'fine');
  assert.equal(evaluate({ x: 'a' }).value, 'fine');
});

test('time and chance are constant within an evaluation, and recorded', async () => {
  let now = 1_764_000_000_123.456;
  let chance = 0;
  supply('time.now_ns', (args, context) =>
    context.once('time.now_ns', args, () => new RegoNumber(context.now.toString())),
  );
  supply('rand.intn', (args, context) => context.once('rand.intn', args, () => chance++));
  const { evaluate } = entrypoint(
    load(
      await prepare(
        await compile(
          'decision := [time.now_ns() == time.now_ns(), time.now_ns(), rand.intn("a", 9), rand.intn("a", 9), rand.intn("b", 9)]',
        ),
      ),
      { now: () => now++ },
    ),
  );
  const { value, ndBuiltins } = evaluate({});
  const [same, at, a, again, b] = value as unknown[];
  assert.equal(same, true);
  assert.equal(a, again);
  assert.notEqual(a, b);
  assert.match(JSON.stringify(at), /^17640000\d{11}$/);
  assert.equal(
    JSON.stringify(ndBuiltins),
    `{"time.now_ns":{"[]":${JSON.stringify(at)}},"rand.intn":{"[\\"a\\",9]":${a},"[\\"b\\",9]":${b}}}`,
  );
  const next = evaluate({}).value as unknown[];
  assert.notEqual(next[2], a);
});
