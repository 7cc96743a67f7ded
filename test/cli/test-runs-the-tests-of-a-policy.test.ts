import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, POLICY, regate } from './regate.ts';

const good = await folderWith(POLICY);
const failing = await folderWith({
  ...POLICY,
  'policies/gateway/other_test.rego':
    'package gateway_test\n\nimport data.gateway\n\ntest_refund if {\n\tprint("<&> \\u0007")\n\tgateway.decision.allow with input.request.method as "POST"\n}\n\ntodo_test_more if true\n',
});

test('all pass: counts and coverage, without colours where there is no terminal', async () => {
  const { status, stdout, stderr } = await regate(good, ['test']);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^2 passed, 100\.0 % covered in \d+\.\d\d s\n$/);
});

test('coverage by file, below and above a threshold', async () => {
  const { stdout, status } = await regate(failing, [
    'test',
    '--coverage',
    '--threshold',
    '100',
    '--run',
    'test_nothing',
  ]);
  assert.equal(status, 1);
  assert.match(stdout, /policies\/gateway\/decision\.rego +0\.0 % +not covered: 7, 9, 11\n/);
  assert.equal((await regate(good, ['test', '--threshold', '100'])).status, 0);
  const { stderr } = await regate(good, ['test', '--threshold', '100', '--run', 'x']);
  assert.match(stderr, /No test matches x\.\nCoverage is 0\.0 %, below the threshold of 100 %\./);
});

test('a failure: place, reason and output, exit code 1', async () => {
  const { status, stdout } = await regate(failing, ['test', 'policies']);
  assert.equal(status, 1);
  assert.match(stdout, /FAIL gateway_test\.test_refund policies\/gateway\/other_test\.rego:5 /);
  assert.match(stdout, / {2}policies\/gateway\/other_test\.rego:7:2\n/);
  assert.match(stdout, / {4}<&> /);
  assert.match(stdout, /skip gateway_test\.todo_test_more/);
  assert.match(stdout, /2 passed, 1 failed, 1 skipped, /);
});

test('JSON', async () => {
  const { status, stdout } = await regate(failing, ['test', '--json']);
  assert.equal(status, 1);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.passed, report.failed, report.skipped], [2, 1, 1]);
});

test('JUnit', async () => {
  const { stdout } = await regate(failing, ['test', '--format', 'junit']);
  assert.match(
    stdout,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="4" failures="1" errors="0" skipped="1" /,
  );
  assert.match(
    stdout,
    /<testcase classname="gateway_test" name="test_refund" file="policies\/gateway\/other_test\.rego" line="5"/,
  );
  assert.match(stdout, /<failure message="policies\/gateway\/other_test\.rego:7:2">/);
  assert.ok(stdout.includes('<system-out>&lt;&amp;&gt; \ufffd\n</system-out>'));
  assert.ok(stdout.trimEnd().endsWith('</testsuites>'));
});

test('colours where they are asked for', async () => {
  const esc = '\u001b[';
  assert.ok((await regate(good, ['test'], '', { FORCE_COLOR: '1' })).stdout.includes(esc));
  assert.ok(!(await regate(good, ['test'], '', { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout.includes(esc));
});

test('a policy that does not compile', async () => {
  const broken = await folderWith({ 'policies/a.rego': 'package a\n\nx := y\n' });
  const { status, stdout, stderr } = await regate(broken, ['test']);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.equal(stderr, 'policies/a.rego:3:6 rego_unsafe_var_error var y is unsafe\nerror policy_invalid: 1 finding\n');
  const { error } = JSON.parse((await regate(broken, ['test', '--json'])).stdout);
  assert.deepEqual(error.findings, [
    { file: 'policies/a.rego', row: 3, col: 6, code: 'rego_unsafe_var_error', message: 'var y is unsafe' },
  ]);
});
