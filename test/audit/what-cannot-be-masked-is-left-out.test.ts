import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, exchange, faults, line } from './fixture.ts';

test('an input that is no JSON, where a mask has to look into it', () => {
  const broken = exchange({ input: '{"subject":{"claims":{"email":"a@example.com"', reads: null });
  const found = event(broken, { pointers: ['/input/subject/claims/email'] });
  assert.equal(found.input, undefined);
  assert.deepEqual(found.erased, ['/input']);
  assert.deepEqual(faults(found), []);
});

test('an input that is nested too deeply to be looked through', () => {
  const depth = 30_000;
  const deep = exchange({ input: `${'['.repeat(depth)}"hunter2"${']'.repeat(depth)}`, reads: null });
  const found = event(deep);
  assert.equal(found.input, undefined);
  assert.ok(found.erased?.includes('/input') || found.truncated?.includes('/input'));
});

test('a decision that cannot be copied', () => {
  const found = event(exchange({ result: Object.freeze({ allow: true, odd: () => 1 }) }));
  assert.equal(found.result, undefined);
  assert.deepEqual(found.erased, ['/result']);
});

test('the pointers of a field that was left out are not listed as masked', () => {
  const result = { allow: true, token: 'x', odd: () => 1 };
  assert.doesNotMatch(line(exchange({ result })), /masked/);
});
