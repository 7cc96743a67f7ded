import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourcesOf, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();

const POLICY = `package p

decision := {"allow": allow}

default allow := false

allow if {
	input.method == "GET"
	input.n > 9007199254740993
	data.roles[input.role]
}
`;

const TESTS = `package p_test

import data.p

test_it if not p.decision.allow with input as {"method": "PUT", "set": {"b", "a"}}

test_numbers if not p.decision.allow with input as {"n": 1e400, "m": 9007199254740993}

test_twice if not p.allow with input as {"method": "PUT", "set": {"a", "b"}}

test_each if every method in ["A", "B"] { not p.allow with input.method as method }

test_no_object if not p.allow with input as "text"

test_elsewhere if data.p_test.own with input as {"nobody": "asks the policy"}

own if input.nobody
`;

const sources = sourcesOf({
  'p.rego': POLICY,
  'p_test.rego': TESTS,
  'data.json': '{"roles": {"editor": {"since": "2026"}}}',
});
const { probes, failed } = await toolchain.test(sources, { probes: true });

test('the inputs with which tests ask, each once, with their numbers as they are', () => {
  assert.equal(failed, 0);
  assert.deepEqual(probes?.inputs, [
    '{"method":"A"}',
    '{"method":"B"}',
    '{"m":9007199254740993,"n":1e400}',
    '{"method":"PUT","set":["a","b"]}',
  ]);
});

test('constants of rules, then those of data', () => {
  assert.deepEqual(probes?.constants, [
    '"GET"',
    '"allow"',
    '9007199254740993',
    '"2026"',
    '"roles"',
    '"since"',
    '"editor"',
  ]);
});

test('they are left out where nobody wants them', async () => {
  assert.equal((await toolchain.test(sources)).probes, undefined);
});

test('many questions in one call: values as they are written, undefined, errors, and chance as it was', async () => {
  const text = `package p

n := input.n

missing if input.n == 2

conflict := 1

conflict := input.n

drawn := rand.intn("x", 100)

now := time.now_ns()
`;
  const evaluator = await toolchain.open(sourcesOf({ 'p.rego': text }));
  const input = '{"n": 1234567890123456789}';
  const ask = (rule: string, ndBuiltins = '') => ({ entrypoint: `p/${rule}`, input, ndBuiltins });
  const drawn = '{"rand.intn": {"[\\"x\\",100]": 4711}}';
  const questions = [ask('n'), ask('missing'), ask('conflict'), ask('drawn', drawn), ask('now')];
  const [n, missing, conflict, random, now] = await evaluator.decide(questions, {
    now: 1_700_000_000_000,
    limit: 10_000,
    each: 0,
  });
  await evaluator.close();
  assert.deepEqual([n, missing], [{ value: '1234567890123456789' }, {}]);
  assert.match(conflict?.error ?? '', /eval_conflict_error/);
  assert.deepEqual([random, now], [{ value: '4711' }, { value: '1700000000000000000' }]);
});

test('past its limit the first question is answered still', async () => {
  const evaluator = await toolchain.open(sourcesOf({ 'p.rego': 'package p\n\nn := count(numbers.range(1, 20000))\n' }));
  const questions = Array.from({ length: 50 }, () => ({ entrypoint: 'p/n', input: '{}', ndBuiltins: '' }));
  const answers = await evaluator.decide(questions, { now: 0, limit: 0, each: 0 });
  await evaluator.close();
  assert.equal(answers.length, 1);
});
