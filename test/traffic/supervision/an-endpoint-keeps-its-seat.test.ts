import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Seats } from '../../../src/traffic/supervision/seats.ts';

function open(capacity: number) {
  const clock = { now: 0 };
  const fresh: number[] = [];
  const seats = new Seats(
    capacity,
    () => clock.now,
    (seat) => fresh.push(seat),
  );
  const assign = (keys: string) => {
    assert.ok(seats.assign(new Set(keys)));
    return [...keys].map((key) => seats.get(key));
  };
  return { seats, clock, fresh, assign };
}

test('whoever stays keeps the seat', () => {
  const { assign } = open(4);
  assert.deepEqual(assign('abc'), [0, 1, 2]);
  assert.deepEqual(assign('cda'), [2, 3, 0]);
});

test('a seat that was given back is the last to be given away', () => {
  const { assign, clock } = open(4);
  assign('ab');
  assign('b');
  clock.now += 1;
  assign('');
  assert.deepEqual(assign('cdef'), [2, 3, 0, 1]);
});

test('who comes back within ten minutes gets the same seat as it was', () => {
  const { assign, clock, fresh } = open(4);
  assign('ab');
  assign('b');
  clock.now += 10 * 60_000 - 1;
  assert.deepEqual(assign('abc'), [0, 1, 2]);
  assert.deepEqual(fresh, [0, 1, 2]);
});

test('who comes back later is somebody new', () => {
  const { assign, clock, fresh } = open(4);
  assign('ab');
  assign('b');
  clock.now += 10 * 60_000;
  assert.deepEqual(assign('ab'), [2, 1]);
  assert.deepEqual(fresh, [0, 1, 2]);
});

test('where there are too few seats nothing changes', () => {
  const { seats, assign } = open(2);
  assign('ab');
  assert.equal(seats.assign(new Set('bcd')), false);
  assert.equal(seats.get('a'), 0);
  assert.deepEqual(assign('bc'), [1, 0]);
});
