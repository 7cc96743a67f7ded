import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, exchange, faults } from './fixture.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

const shadow = {
  bundle: 'next',
  revision: 'r2',
  result: Object.freeze({
    allow: false,
    obligations: [{ type: 'request_headers', set: { 'x-a': 'one', 'x-b': 'two' } }],
  }),
  error: undefined,
  flip: 'allow_to_deny' as const,
};

test('a shadow stands in the event', () => {
  const found = event(exchange({ shadow }));
  assert.deepEqual(faults(found), []);
  assert.deepEqual(found.shadow, { bundle: 'next', revision: 'r2', result: shadow.result, flip: 'allow_to_deny' });
});

test('a fault of a shadow has its code, and no credential', () => {
  const error = { code: 'policy_fault', message: `conflict: ${TOKEN}` };
  const found = event(exchange({ shadow: { ...shadow, result: undefined, error, flip: undefined } }));
  assert.deepEqual(faults(found), []);
  assert.equal(found.shadow?.error?.code, 'policy_fault');
  assert.ok(!JSON.stringify(found).includes(TOKEN));
});

test('the masks of the configuration hold for it', () => {
  const found = event(exchange({ shadow }), { pointers: ['/result/obligations/*/set/x-b'] });
  assert.deepEqual(faults(found), []);
  assert.deepEqual(found.masked, ['/shadow/result/obligations/0/set/x-b']);
  assert.ok(!JSON.stringify(found).includes('two'));
});

for (const [what, obligation] of Object.entries({
  'no input and no result': { type: 'audit', level: 'meta' },
  'masks of its own in the result': { type: 'audit', mask: ['/result/reasons'] },
})) {
  test(`where the decision asks for ${what}, that of the shadow is left out`, () => {
    const found = event(exchange({ result: Object.freeze({ allow: true, obligations: [obligation] }), shadow }));
    assert.deepEqual(faults(found), []);
    assert.equal(found.shadow?.result, undefined);
    assert.equal(found.shadow?.flip, 'allow_to_deny');
    assert.ok(found.erased?.includes('/shadow/result'));
  });
}
