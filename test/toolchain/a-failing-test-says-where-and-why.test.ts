import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requirePassed } from '../../src/toolchain/toolchain.ts';
import { sourcesOf, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();
const sources = sourcesOf(
  {
    'a.rego': 'package a\n\nallow if input.role == "admin"\n\nunused if input.x\n',
    'a_test.rego': `package a_test

import data.a

test_admin if a.allow with input.role as "admin"

test_clerk if {
	role := "clerk"
	print("trying", role)
	a.allow with input.role as role
}

test_roles[role] if {
	some role in ["admin", "clerk"]
	a.allow with input.role as role
}

test_conflict if f(1)

f(_) := true

f(_) := false

todo_test_later if false
`,
  },
  'policies',
);

const report = await toolchain.test(sources, { coverage: true });
const byName = new Map(report.results.map((result) => [result.name, result]));

test('the counts', () => {
  assert.deepEqual([report.passed, report.failed, report.skipped], [1, 3, 1]);
});

test('a failing test has the expression that did not hold, its variables and its output', () => {
  const result = byName.get('test_clerk');
  assert.equal(result?.status, 'fail');
  assert.equal(result?.output, 'trying clerk\n');
  const { file, row, col, message } = result?.failedAt ?? { message: '' };
  assert.deepEqual([file, row, col], ['policies/a_test.rego', 10, 2]);
  assert.match(message, /"clerk"/);
});

test('a table test has its cases', () => {
  assert.deepEqual(byName.get('test_roles')?.cases, [
    { name: 'admin', status: 'pass' },
    { name: 'clerk', status: 'fail' },
  ]);
});

test('a conflict is an error', () => {
  assert.equal(byName.get('test_conflict')?.status, 'error');
  assert.match(byName.get('test_conflict')?.message ?? '', /eval_conflict_error/);
});

test('coverage counts the lines of the policy alone', () => {
  assert.deepEqual(Object.keys(report.coverage?.files ?? {}), ['policies/a.rego']);
  assert.deepEqual(report.coverage?.files['policies/a.rego']?.notCovered, [[5, 5]]);
  assert.equal(report.coverage?.percent, 50);
});

test('requirePassed throws the findings', () => {
  assert.throws(() => requirePassed(report), {
    code: 'policy_tests_failed',
    message: '3 of 5 policy tests failed',
  });
});

test('only the tests that are asked for run', async () => {
  const { results } = await toolchain.test(sources, { run: 'a_test\\.test_ad' });
  assert.deepEqual(
    results.map(({ name }) => name),
    ['test_admin'],
  );
  await assert.rejects(toolchain.test(sources, { run: '(' }), {
    code: 'policy_invalid',
    message: /regular expression/,
  });
});
