import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enforce } from '../../../src/request/enforce.ts';
import { enforced, UPSTREAMS } from './fixture.ts';

const failed = { code: 'obligation_failed', status: 403 };

test('an upstream that is not configured', () => {
  assert.throws(() => enforced({ type: 'upstream', name: 'nowhere' }), { ...failed, message: /no upstream "nowhere"/ });
});

test('an obligation of a type that is not known', () => {
  const unknown = { type: 'encrypt_response', recipient: 'x' } as never;
  assert.throws(() => enforced(unknown), { ...failed, message: /encrypt_response/ });
});

test('one that cannot be met is enough', () => {
  assert.throws(
    () => enforced({ type: 'request_headers', set: { a: '1' } }, { type: 'upstream', name: 'nowhere' }),
    failed,
  );
});

test('a decision that was met once is not met once the upstream is gone', () => {
  const decision = Object.freeze({ allow: true, obligations: [{ type: 'upstream' as const, name: 'canary' }] });
  assert.equal(enforce(decision, UPSTREAMS).upstream, 'canary');
  assert.equal(enforce(decision, UPSTREAMS), enforce(decision, UPSTREAMS));
  assert.throws(() => enforce(decision, new Map()), failed);
});

test('only a decision that cannot change is remembered', () => {
  const decision = { allow: true, obligations: [{ type: 'upstream' as const, name: 'canary' }] };
  assert.equal(enforce(decision, UPSTREAMS).upstream, 'canary');
  decision.obligations[0]!.name = 'items';
  assert.equal(enforce(decision, UPSTREAMS).upstream, 'items');
});
