import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSources } from '../../src/toolchain/toolchain.ts';
import { POLICIES, sourcesOf, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();
const sources = await readSources(POLICIES);
const input = { request: { method: 'GET' }, route: { id: 'items' }, subject: { claims: { roles: ['reader'] } } };

test('a decision', async () => {
  const { results } = await toolchain.evaluate(sources, 'data.gateway.decision', { input });
  assert.deepEqual(results, [{ values: [{ allow: true, reasons: [] }] }]);
});

test('bindings, prints and undefined', async () => {
  const query = 'some x in [1, 2]; print("x is", x)';
  assert.deepEqual(await toolchain.evaluate(sources, query), {
    results: [
      { values: [true, true], bindings: { x: 1 } },
      { values: [true, true], bindings: { x: 2 } },
    ],
    printed: 'x is 1\nx is 2\n',
  });
  assert.deepEqual((await toolchain.evaluate(sources, 'data.gateway.nothing')).results, []);
});

test('other data', async () => {
  const data = { roles: { grants: {} } };
  const { results } = await toolchain.evaluate(sources, 'data.gateway.allow', { input, data });
  assert.deepEqual(results, [{ values: [false] }]);
});

test('a trace', async () => {
  const { trace } = await toolchain.evaluate(sources, 'data.gateway.allow', { input, trace: true });
  assert.match(trace ?? '', /gateway\/decision\.rego:15 .*Enter data\.gateway\.allow/);
});

test('a query that is wrong', async () => {
  await assert.rejects(toolchain.evaluate(sources, 'data.gateway.allow ==='), { code: 'policy_invalid' });
});

test('a conflict at run time has its place', async () => {
  const conflicting = sourcesOf({ 'a.rego': 'package a\n\nx := 1 if input.a\n\nx := 2 if input.b\n' }, 'policies');
  await assert.rejects(toolchain.evaluate(conflicting, 'data.a.x', { input: { a: 1, b: 1 } }), {
    code: 'policy_invalid',
    findings: [
      {
        file: 'policies/a.rego',
        row: 5,
        col: 1,
        code: 'eval_conflict_error',
        message: 'rule data.a.x produced conflicting values:\n  1 at a.rego:3\n  2 at a.rego:5',
      },
    ],
  });
});
