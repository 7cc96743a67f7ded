import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, exchange, faults, line, masked, READS, reading } from './fixture.ts';

test('one member of the input', () => {
  const found = event(reading({ subject: { claims: { email: 'a@example.com', team: 'x' } } }), {
    pointers: ['/input/subject/claims/email'],
  });
  assert.deepEqual(found.input, { subject: { claims: { email: masked('a@example.com'), team: 'x' } } });
  assert.deepEqual(found.masked, ['/input/subject/claims/email']);
});

test('equal values have equal masks, and only those', () => {
  const [one, same, other] = ['a', 'a', 'b'].map((email) => {
    return event(reading({ subject: { claims: { email } } }), { pointers: ['/input/subject/claims/email'] }).input;
  });
  assert.deepEqual(one, same);
  assert.notDeepEqual(one, other);
  assert.match(masked('a'), /^\*{3}[0-9a-f]{16}$/);
});

test('another key gives another mask', () => {
  const masks = ['one', 'another'].map((key) =>
    line(reading({ subject: { id: 'a' } }), { pointers: ['/input/subject/id'], key }),
  );
  assert.notEqual(masks[0], masks[1]);
});

test('a star stands for any one member, of objects and of lists', () => {
  const people = [{ name: 'a', age: 1 }, { name: 'b' }];
  const found = event(reading({ request: { body: { json: { people } } } }), {
    pointers: ['/input/request/body/json/people/*/name', '/input/request/*/json/people/0/age'],
  });
  assert.deepEqual(found.input, {
    request: { body: { json: { people: [{ name: masked('a'), age: masked(1) }, { name: masked('b') }] } } },
  });
});

test('a name that has a slash, a tilde or a star', () => {
  const found = event(reading({ subject: { claims: { 'https://example.com/~a': 1, other: 2 } } }), {
    pointers: ['/input/subject/claims/https:~1~1example.com~1~0a'],
  });
  assert.deepEqual(found.masked, ['/input/subject/claims/https:~1~1example.com~1~0a']);
});

test('a whole subtree', () => {
  const found = event(reading({ subject: { claims: { a: { b: 1 } } } }), { pointers: ['/input/subject/claims'] });
  assert.deepEqual(found.input, { subject: { claims: masked({ a: { b: 1 } }) } });
});

test('a mask above what the policy reads, and one beside it', () => {
  assert.deepEqual(event(exchange(), { pointers: ['/input/subject'], reads: READS }).masked, ['/input/subject']);
  const beside = line(exchange(), { pointers: ['/input/client/address', '/input/subject/claims/email'], reads: READS });
  assert.equal(beside, line(exchange()));
});

test('members of the decision', () => {
  const result = Object.freeze({ allow: true, limits: [{ id: 'l', key: 'alice' }] });
  const found = event(exchange({ result }), { pointers: ['/result/limits/*/key'] });
  assert.deepEqual(found.result, { allow: true, limits: [{ id: 'l', key: masked('alice') }] });
  assert.deepEqual(found.masked, ['/result/limits/0/key']);
});

test('the same decision under two masks', () => {
  const result = Object.freeze({ allow: true, limits: [{ id: 'l', key: 'alice' }] });
  const facts = exchange({ result });
  assert.ok(!line(facts, { pointers: ['/result/limits'] }).includes('"key":"alice"'));
  assert.ok(line(facts).includes('"key":"alice"'));
});

test('texts elsewhere in the event; what is no text keeps its shape', () => {
  const found = event(exchange(), { pointers: ['/subject/id', '/http/path', '/http/status', '/requested_by'] });
  assert.deepEqual(faults(found), []);
  assert.equal(found.subject?.id, masked(exchange().subject?.id));
  assert.equal(found.http.path, masked(exchange().path));
  assert.equal(found.requested_by, masked(exchange().clientAddress));
  assert.equal(found.http.status, 200);
  assert.deepEqual(found.masked, ['/subject/id', '/http/path', '/requested_by']);
});

test('a name from the prototype is no member', () => {
  const found = event(reading({ subject: { claims: {} } }), { pointers: ['/input/subject/constructor/prototype/x'] });
  assert.equal(found.masked, undefined);
  assert.equal(({} as { x?: unknown }).x, undefined);
});
