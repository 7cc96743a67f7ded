import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator } from '../../src/toolchain/evaluator.ts';
import { findModule } from '../../src/toolchain/module.ts';
import { Runner } from '../../src/toolchain/runner.ts';

const DEADLINE = 60_000;
const sources = [{ path: 'p.rego', text: 'package p\n\nx := input.y\n' }];

test('once nothing is open in it', async (t) => {
  const runner = new Runner(await findModule(), 1);
  t.after(() => runner.close());
  await runner.ask('version', {}, DEADLINE);
  const before = runner.thread;
  const evaluator = await openEvaluator(runner, sources, {}, DEADLINE);
  for (const y of [1, 2, 3]) {
    const { results } = await evaluator.evaluate('data.p.x', { input: { y } });
    assert.deepEqual(results[0]?.values, [y]);
  }
  await evaluator.close();
  assert.equal(runner.thread, before + 1);
  await runner.ask('version', {}, DEADLINE);
  assert.equal(runner.thread, before + 2);
});

test('a thread of a usual size stays', async (t) => {
  const runner = new Runner(await findModule());
  t.after(() => runner.close());
  for (let i = 0; i < 3; i++) await runner.ask('version', {}, DEADLINE);
  assert.equal(runner.thread, 1);
});
