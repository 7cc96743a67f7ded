import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enforced } from './fixture.ts';

const none = { set: [], remove: [] };

test('no obligations, no edits', () => {
  assert.deepEqual(enforced(), { requestEdits: none, responseEdits: none });
});

test('fields of request and answer are kept apart, with lower-case names', () => {
  const enforcement = enforced(
    { type: 'request_headers', set: { 'X-Tenant': 'acme' }, remove: ['Cookie'] },
    { type: 'response_headers', set: { 'Cache-Control': 'no-store' }, remove: ['Server', 'X-Powered-By'] },
  );
  assert.deepEqual(enforcement, {
    requestEdits: { set: ['x-tenant', 'acme'], remove: ['cookie'] },
    responseEdits: { set: ['cache-control', 'no-store'], remove: ['server', 'x-powered-by'] },
  });
});

test('of two obligations about one field the later counts', () => {
  const { requestEdits } = enforced(
    { type: 'request_headers', set: { a: '1', b: '1' }, remove: ['c'] },
    { type: 'request_headers', set: { c: '2' }, remove: ['a'] },
    { type: 'request_headers', set: { B: '3' } },
  );
  assert.deepEqual(requestEdits, { set: ['c', '2', 'b', '3'], remove: ['a'] });
});

test('within one obligation a field that is removed and set is set', () => {
  const { requestEdits } = enforced({ type: 'request_headers', set: { a: '1' }, remove: ['A', 'a'] });
  assert.deepEqual(requestEdits, { set: ['a', '1'], remove: [] });
});

test('the last upstream that is named serves', () => {
  const { upstream } = enforced({ type: 'upstream', name: 'items' }, { type: 'upstream', name: 'canary' });
  assert.equal(upstream, 'canary');
});

test('an audit obligation is none of the exchange', () => {
  assert.deepEqual(enforced({ type: 'audit', level: 'meta', mask: ['/input'] }), {
    requestEdits: none,
    responseEdits: none,
  });
});
