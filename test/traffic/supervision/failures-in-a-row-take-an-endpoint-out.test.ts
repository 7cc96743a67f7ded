import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pond } from './outliers.ts';

test('as many failures in a row as configured, not one less', () => {
  const pond = new Pond(3);
  assert.deepEqual(pond.fail(1, 4), []);
  assert.equal(pond.states, '000');
  const [event] = pond.fail(1, 1);
  assert.equal(event?.url, 'b');
  assert.equal(event.what, 'ejected');
  assert.equal(event.standing.reason, '5 failures in a row');
  assert.equal(event.standing.until, pond.now + 30_000);
  assert.equal(pond.states, '010');
});

test('half of the endpoints at most, of three one', () => {
  const pond = new Pond(3);
  pond.fail(0);
  pond.fail(1);
  pond.fail(2);
  assert.equal(pond.states, '100');
});

test('of two or more one may be out, whatever the share', () => {
  const pond = new Pond(2, { maxEjected: 0.1 });
  pond.fail(1);
  assert.equal(pond.states, '01');
});

test('a lone endpoint never, with a share of all neither', () => {
  const pond = new Pond(1, { maxEjected: 1 });
  pond.fail(0);
  assert.equal(pond.states, '0');
});

test('never the last one that is available', () => {
  const pond = new Pond(3, { maxEjected: 1 });
  pond.rows[1]!.probed = 2;
  pond.rows[2]!.drained = true;
  pond.fail(0);
  assert.equal(pond.states, '000');
  pond.rows[1]!.probed = 1;
  pond.pass(100);
  assert.equal(pond.states, '100');
});

test('one whose place was taken goes out when there is room again', () => {
  const pond = new Pond(4);
  pond.fail(0);
  pond.fail(1);
  pond.fail(2);
  assert.equal(pond.states, '1100');
  pond.pass(30_000);
  pond.rows[0]!.state = 4;
  pond.pass(100);
  assert.equal(pond.states, '0210');
});

test('where so many leave that too many are out, who would come back first does', () => {
  const pond = new Pond(6);
  pond.fail(1);
  pond.fail(0);
  pond.keep(2);
  const events = pond.pass(100);
  assert.deepEqual(
    events.map(({ url, what }) => [url, what]),
    [['b', 'returned']],
  );
  assert.equal(pond.states, '100000');
});

test('one whose others all left comes back at once', () => {
  const pond = new Pond(2, { maxEjected: 1 });
  pond.fail(0);
  pond.keep(1);
  pond.pass(100);
  assert.equal(pond.states, '00');
});

test('one that gets no requests for another reason does not go out', () => {
  const pond = new Pond(3);
  pond.rows[0]!.probed = 2;
  pond.fail(0);
  assert.equal(pond.states, '000');
});

test('one that leaves and comes back begins without blame', () => {
  const pond = new Pond(3);
  pond.fail(2);
  pond.keep(2);
  pond.keep(3);
  assert.equal(pond.states, '000');
  assert.deepEqual(pond.pass(60_000), []);
});
