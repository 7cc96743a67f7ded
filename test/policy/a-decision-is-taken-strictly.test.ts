import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDecision } from '../../src/policy/decision.ts';
import { fault } from './fixture.ts';

test('a decision of the schema passes as it is', () => {
  const decision = Object.freeze({ allow: false, reasons: [{ code: 'no_grant' }], cache: { ttl: 5 } });
  assert.equal(parseDecision(decision), decision);
  assert.equal(parseDecision(decision), decision);
});

test('an undefined decision is a fault', () => {
  assert.throws(() => parseDecision(undefined), fault('policy_fault', /undefined/));
});

for (const value of [true, 'allow', 1, null, [], {}, { allow: 'true' }, { allow: 1 }, { allow: null }]) {
  test(`${JSON.stringify(value)} is no decision`, () => {
    assert.throws(() => parseDecision(value), fault('policy_fault'));
  });
}

test('a member that the schema does not know is named', () => {
  assert.throws(() => parseDecision({ allow: true, reason: 'x' }), fault('policy_fault', /unknown member "reason"/));
  const obligations = [{ type: 'request_headers', sett: {} }];
  assert.throws(() => parseDecision({ allow: true, obligations }), fault('policy_fault', /unknown member "sett"/));
});

test('an obligation of an unknown type is a fault', () => {
  assert.throws(() => parseDecision({ allow: true, obligations: [{ type: 'teleport' }] }), fault('policy_fault'));
});

test('a limit is checked to its last member', () => {
  const limit = { id: 'a', key: 'k', rate: 10, per: '1m' };
  assert.ok(parseDecision({ allow: true, limits: [limit] }));
  for (const wrong of [{ rate: 0 }, { rate: 1.5 }, { per: '2m' }, { id: '' }, { key: 1 }, { cost: -1 }]) {
    assert.throws(() => parseDecision({ allow: true, limits: [{ ...limit, ...wrong }] }), fault('policy_fault'));
  }
});
