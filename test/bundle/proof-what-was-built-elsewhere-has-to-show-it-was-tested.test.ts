import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireProof } from '../../src/bundle/admission/tested.ts';
import type { AdmissionConfig } from '../../src/config/types.ts';

const PROOF = {
  tests: { passed: 3 },
  coverage: 80,
  engines: { cases: 40, agreed: true },
  toolchain: { opa: '1' },
} as const;

const admission = (changes: Partial<AdmissionConfig>): AdmissionConfig => ({
  tests: 'optional',
  coverage: 0,
  engines: 'agree',
  proof: 'optional',
  flips: {},
  sample: 0,
  ...changes,
});

const refused = (message: RegExp) => ({ code: 'policy_untested', message });

test('a proof is needed where the configuration asks for what it shows', () => {
  requireProof(undefined, admission({}));
  for (const asked of [{ proof: 'required' }, { tests: 'required' }, { coverage: 1 }] as const) {
    assert.throws(() => requireProof(undefined, admission(asked)), refused(/bears no proof/), JSON.stringify(asked));
    requireProof(PROOF, admission(asked));
  }
});

test('it has to show enough', () => {
  requireProof(PROOF, admission({ coverage: 80 }));
  assert.throws(() => requireProof(PROOF, admission({ coverage: 81 })), refused(/ran 80 %.*is 81 %/));
  const untested = { ...PROOF, tests: { passed: 0 } };
  requireProof(untested, admission({ proof: 'required' }));
  assert.throws(() => requireProof(untested, admission({ tests: 'required' })), refused(/without a test/));
});
