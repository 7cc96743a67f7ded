import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requirePassed } from '../../src/toolchain/toolchain.ts';
import { shippedSources, withToolchain } from './shipped.ts';

test('the shipped policies pass their tests, which reach every line', async () => {
  const report = await withToolchain(async (toolchain) => toolchain.test(await shippedSources(), { coverage: true }));
  requirePassed(report);
  assert.ok(report.passed > 40);
  assert.equal(report.coverage?.percent, 100);
});
