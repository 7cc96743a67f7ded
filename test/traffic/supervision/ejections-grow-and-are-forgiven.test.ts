import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pond } from './outliers.ts';

/** Fails the trial and gives how long the next ejection lasts. */
function failTrial(pond: Pond): number {
  while (pond.rows[0]!.state !== 2) pond.pass(100);
  pond.rows[0]!.state = 5;
  const [event] = pond.pass(100);
  return event!.standing.until - pond.now;
}

function comeBack(pond: Pond): void {
  while (pond.rows[0]!.state !== 2) pond.pass(100);
  pond.rows[0]!.state = 4;
  pond.pass(100);
}

function eject(pond: Pond): number {
  const [event] = pond.fail(0);
  return event!.standing.until - pond.now;
}

test('each ejection lasts longer by the first one’s time, up to the longest', () => {
  const pond = new Pond(2, { maxEjection: 100_000 });
  assert.equal(eject(pond), 30_000);
  assert.deepEqual(
    [1, 2, 3, 4, 5].map(() => failTrial(pond)),
    [60_000, 90_000, 100_000, 100_000, 100_000],
  );
});

test('one is forgiven for each ejection time in health', () => {
  const pond = new Pond(2);
  eject(pond);
  failTrial(pond);
  failTrial(pond);
  comeBack(pond);
  pond.pass(59_800);
  assert.equal(eject(pond), 90_000, 'one of three was forgiven');
  comeBack(pond);
  pond.pass(120_000);
  assert.equal(eject(pond), 30_000);
});

test('ejections beyond the longest do not add up', () => {
  const pond = new Pond(2, { maxEjection: 60_000 });
  eject(pond);
  for (let trial = 0; trial < 10; trial++) failTrial(pond);
  comeBack(pond);
  pond.pass(60_000);
  assert.equal(eject(pond), 30_000);
});
