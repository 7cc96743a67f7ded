import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pond } from './outliers.ts';

test('a trial is offered when the ejection is over', () => {
  const pond = new Pond(2);
  pond.fail(0);
  pond.pass(29_900);
  assert.equal(pond.states, '10');
  pond.pass(100);
  assert.equal(pond.states, '20');
  pond.pass(600_000);
  assert.equal(pond.states, '20', 'without a request it stays so');
});

test('a trial that succeeds brings the endpoint back, to a slow start', () => {
  const pond = new Pond(2);
  const [row] = pond.rows;
  pond.fail(0);
  pond.pass(30_000);
  row!.changeState(2, 3);
  pond.pass(1000);
  row!.changeState(3, 4);
  const [event] = pond.pass(100);
  assert.equal(event?.what, 'returned');
  assert.equal(pond.states, '00');
  assert.deepEqual(row!.comebacks, [pond.now]);
  assert.equal(row!.consecutive, 0);
  assert.deepEqual(pond.pass(1000), []);
});

test('a trial that fails ejects it again, for longer', () => {
  const pond = new Pond(2);
  pond.fail(0);
  pond.pass(30_000);
  pond.rows[0]!.state = 5;
  const [event] = pond.pass(100);
  assert.equal(event?.what, 'ejected');
  assert.equal(event.standing.until, pond.now + 60_000);
  assert.equal(event.standing.ejections, 2);
  assert.equal(pond.states, '10');
});

test('a trial that nobody answers is offered again after half a minute', () => {
  const pond = new Pond(2);
  pond.fail(0);
  pond.pass(30_000);
  for (let round = 0; round < 2; round++) {
    pond.rows[0]!.changeState(2, 3);
    pond.pass(30_000);
    assert.equal(pond.states, '30');
    pond.pass(100);
    assert.equal(pond.states, '20');
  }
});
