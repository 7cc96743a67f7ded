import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Decision } from '../../src/contracts/decision.ts';
import { parseDecision } from '../../src/policy/decision.ts';
import type { Entrypoint } from '../../src/policy/engine.ts';
import { ALICE, BOB, input, NOBODY, PARTNER, shippedEntrypoint } from './shipped.ts';

let entrypoint: Entrypoint;
before(async () => {
  entrypoint = await shippedEntrypoint();
});

function decide(...request: Parameters<typeof input>): Decision {
  return parseDecision(entrypoint.evaluate(input(...request)).value);
}

test('alice, an editor, may read items', () => {
  const { allow, limits } = decide(ALICE, 'GET', 'items');
  assert.equal(allow, true);
  assert.deepEqual(limits, [{ id: 'tier', key: 'corp/alice', rate: 600, per: '1m', burst: 100 }]);
});

test('bob, a viewer, may not delete them, and is told why', () => {
  const { allow, reasons } = decide(BOB, 'DELETE', 'items');
  assert.equal(allow, false);
  assert.deepEqual(reasons, [
    { code: 'role_lacks_grant', message: 'None of your roles allows this method here.', public: true },
  ]);
});

test('a partner on trial may read items, five times a minute', () => {
  const { allow, limits } = decide(PARTNER, 'GET', 'items');
  assert.equal(allow, true);
  assert.deepEqual(limits, [{ id: 'tier', key: 'partners/acme', rate: 5, per: '1m' }]);
});

test('an order is for its owner', () => {
  assert.equal(decide(ALICE, 'GET', 'orders', { id: '1001' }).allow, true);
  assert.equal(decide(BOB, 'GET', 'orders', { id: '1001' }).allow, false);
});

test('what is public is for everybody, and nothing else is for nobody', () => {
  assert.equal(decide(NOBODY, 'GET', 'public').allow, true);
  assert.equal(decide(NOBODY, 'GET', 'items').allow, false);
});
