import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Guard, type RouteCounts } from '../../src/bundle/guard.ts';

const counts = (allowed: number, denied: number, faults = 0): RouteCounts => ({ allowed, denied, faults });
const config = { window: 60_000, faults: 3, denialRate: { within: 0.2, requests: 100 } };
const before = new Map([['api', counts(900, 100)]]);

suite('faults', () => {
  test('too few are none', () => {
    const guard = new Guard(config, 0);
    guard.take(1, { api: counts(10, 0, 1), other: counts(0, 0, 1) });
    assert.equal(guard.alarm(), undefined);
  });

  test('of all routes and workers weigh together', () => {
    const guard = new Guard(config, 0);
    guard.take(1, { api: counts(10, 0, 1), other: counts(0, 0, 1) });
    guard.take(2, { api: counts(10, 0, 1) });
    assert.deepEqual(guard.alarm(), { reason: '3 evaluations ended in a fault' });
  });

  test('what a worker counted before it ended, weighs still', () => {
    const guard = new Guard(config, 0);
    guard.take(1, { api: counts(0, 0, 1) });
    guard.take(1, { api: counts(0, 0, 2) });
    guard.workerEnded();
    guard.take(3, { api: counts(5, 0, 0) });
    assert.deepEqual(guard.alarm(), { reason: '2 evaluations ended in a fault, and 1 worker ended' });
  });

  test('are not asked for where the number is 0', () => {
    const guard = new Guard({ window: 1, faults: 0 }, 0);
    guard.take(1, { api: counts(0, 0, 1000) });
    guard.workerEnded();
    assert.equal(guard.alarm(), undefined);
  });
});

suite('the share of denied requests', () => {
  test('may change by as much as is said', () => {
    const guard = new Guard(config, 0, before);
    guard.take(1, { api: counts(71, 29) });
    assert.equal(guard.alarm(), undefined);
  });

  test('is too high', () => {
    const guard = new Guard(config, 0, before);
    guard.take(1, { api: counts(60, 20) });
    guard.take(2, { api: counts(0, 20) });
    assert.deepEqual(guard.alarm(), {
      route: 'api',
      reason: 'it denied 40% of 100 requests of route api, where the revision before had denied 10%',
    });
  });

  test('is too low: a door stands open', () => {
    const guard = new Guard(config, 0, new Map([['api', counts(50, 50)]]));
    guard.take(1, { api: counts(100, 0) });
    assert.equal(guard.alarm()?.route, 'api');
  });

  test('says nothing before enough requests came, under either revision', () => {
    const young = new Guard(config, 0, new Map([['api', counts(99, 0)]]));
    young.take(1, { api: counts(0, 1000) });
    assert.equal(young.alarm(), undefined);
    const guard = new Guard(config, 0, before);
    guard.take(1, { api: counts(0, 99) });
    assert.equal(guard.alarm(), undefined);
  });

  test('of a route that is new says nothing', () => {
    const guard = new Guard(config, 0, before);
    guard.take(1, { new: counts(0, 1000) });
    assert.equal(guard.alarm(), undefined);
  });

  test('is judged again at twice as many requests, once the traffic was to blame', () => {
    const guard = new Guard(config, 0, before);
    guard.take(1, { api: counts(0, 150) });
    assert.equal(guard.alarm()?.route, 'api');
    guard.acquit('api');
    assert.equal(guard.alarm(), undefined);
    guard.take(1, { api: counts(0, 299) });
    assert.equal(guard.alarm(), undefined);
    guard.take(1, { api: counts(0, 300) });
    assert.equal(guard.alarm()?.route, 'api');
  });
});

test('the window begins with the activation', () => {
  assert.equal(new Guard(config, 5000).until, 65_000);
});
