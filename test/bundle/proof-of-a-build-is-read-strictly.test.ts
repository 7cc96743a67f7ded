import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProof } from '../../src/bundle/proof.ts';

const PROOF = {
  tests: { passed: 3 },
  coverage: 87.5,
  engines: { cases: 1200, agreed: true },
  toolchain: { opa: '1.22.2' },
};

test('what a build writes', () => {
  assert.deepEqual(readProof(PROOF), PROOF);
  assert.equal(readProof(undefined), undefined);
});

const MALFORMED: Readonly<Record<string, unknown>> = {
  'no object': true,
  'without tests': { ...PROOF, tests: undefined },
  'a number of tests below 0': { ...PROOF, tests: { passed: -1 } },
  'more than all lines': { ...PROOF, coverage: 100.1 },
  'engines that did not agree': { ...PROOF, engines: { cases: 1200, agreed: false } },
  'a share of a case': { ...PROOF, engines: { cases: 0.5, agreed: true } },
  'a member that nobody knows': { ...PROOF, approved: true },
  'a toolchain without a version': { ...PROOF, toolchain: {} },
};

for (const [name, value] of Object.entries(MALFORMED)) {
  test(name, () => assert.throws(() => readProof(value), { code: 'bundle_invalid', message: /regate\.proof/ }));
}
