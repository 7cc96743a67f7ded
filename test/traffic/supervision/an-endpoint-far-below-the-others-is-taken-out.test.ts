import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowestRate } from '../../../src/traffic/supervision/success-rate.ts';
import { Pond } from './outliers.ts';

function answer(pond: Pond, ...bad: number[]): void {
  for (const [index, row] of pond.rows.entries()) row.answered(200 - (bad[index] ?? 0), bad[index] ?? 0);
}

test('below the mean by so many standard deviations, within ten seconds', () => {
  const pond = new Pond(5);
  answer(pond, 0, 60);
  assert.deepEqual(pond.pass(9900), []);
  const [event] = pond.pass(100);
  assert.equal(event?.url, 'b');
  assert.equal(event.standing.reason, '70.0 % of its answers were good, less than 71.2 %');
  assert.equal(pond.states, '01000');
});

test('only answers of the last ten seconds count, also where a counter has overflown', () => {
  const pond = new Pond(5);
  for (const row of pond.rows) row.successes = row.failures = 2 ** 32 - 10;
  pond.keep(0);
  pond.keep(5);
  answer(pond, 0, 60);
  assert.equal(pond.pass(10_000).length, 1);
  pond.rows[1]!.state = 0;
  answer(pond);
  assert.deepEqual(pond.pass(10_000), []);
});

test('not where it is 0', () => {
  const pond = new Pond(5, { deviation: 0 });
  answer(pond, 0, 100);
  assert.deepEqual(pond.pass(10_000), []);
});

test('not where fewer than five have a hundred answers', () => {
  const of = (...all: number[]) =>
    all.map((count, index) => ({ good: index === 0 ? 0 : count, bad: index === 0 ? count : 0 }));
  assert.equal(lowestRate(of(100, 100, 100, 100), 1), undefined);
  assert.equal(lowestRate(of(100, 100, 100, 100, 99), 1), undefined);
  assert.ok(lowestRate(of(100, 100, 100, 100, 100), 1)! > 0);
});

test('not for a difference that is nothing', () => {
  const pond = new Pond(6);
  answer(pond, 0, 1);
  assert.deepEqual(pond.pass(10_000), []);
});
