import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requirePassed } from '../../src/toolchain/toolchain.ts';
import { schema, withToolchain } from './shipped.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/policy-authoring.md'), 'utf8');

test('the smallest policy of the guide compiles, is formatted and passes its tests', async () => {
  const [policy = '', tests = ''] = Array.from(guide.matchAll(/```rego\n(.*?)```/gs), ([, block]) => block!);
  const files = [
    { path: 'gateway/decision.rego', bytes: Buffer.from(policy) },
    { path: 'gateway/decision_test.rego', bytes: Buffer.from(tests) },
  ];
  await withToolchain(async (toolchain) => {
    await toolchain.check({ files }, { input: schema('input') });
    assert.deepEqual(await toolchain.format({ files }), []);
    const report = await toolchain.test({ files }, { coverage: true });
    requirePassed(report);
    assert.deepEqual([report.passed, report.coverage?.percent], [2, 100]);
  });
});
