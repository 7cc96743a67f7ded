import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourcesOf, startToolchain } from './fixture.ts';

const SLOW =
  'package a\n\ntest_slow if count([1 | numbers.range(1, 3000)[_]; numbers.range(1, 3000)[_]; numbers.range(1, 3000)[_]]) == 1\n';
const QUICK = 'package a\n\nx := 1\n';

test('the next one finds a toolchain that works, and an evaluator that is still open', async () => {
  const toolchain = await startToolchain({ deadline: 3000 });
  const evaluator = await toolchain.open(sourcesOf({ 'a.rego': QUICK }));
  assert.deepEqual((await evaluator.evaluate('data.a.x')).results, [{ values: [1] }]);

  const slow = toolchain.test(sourcesOf({ 'a_test.rego': SLOW }));
  const waiting = evaluator.evaluate('data.a.x');
  await assert.rejects(slow, { code: 'toolchain_failed', message: /longer than 3000 ms/ });
  assert.deepEqual((await waiting).results, [{ values: [1] }]);
  await evaluator.close();
});

test('nothing is answered after the end', async () => {
  const toolchain = await startToolchain();
  await toolchain.close();
  await assert.rejects(toolchain.inspect(sourcesOf({ 'a.rego': QUICK })), { code: 'toolchain_failed' });
});

test('a module that is missing', async () => {
  const toolchain = await startToolchain({ wasm: '/nowhere/opa.wasm' });
  await assert.rejects(toolchain.inspect(sourcesOf({ 'a.rego': QUICK })), {
    code: 'toolchain_failed',
    message: /ENOENT/,
  });
});
