import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyRate } from '../../../src/request/forwarding/body-rate.ts';

const PACE = { minRate: 100, timeout: 60_000 };

test('a slow body is slow after five seconds of the client', () => {
  const rate = new BodyRate(PACE, 0);
  assert.equal(rate.check(4999, 0, true), undefined);
  assert.match(rate.check(5000, 499, true)!, /less than 100 bytes a second/);
});

test('the rate is that of the whole body', () => {
  const rate = new BodyRate(PACE, 0);
  assert.equal(rate.check(5000, 1000, true), undefined);
  assert.equal(rate.check(10_000, 1000, true), undefined);
  assert.match(rate.check(10_100, 1000, true)!, /less than/);
});

test('time in which nothing more is taken from the client does not count', () => {
  const rate = new BodyRate(PACE, 0);
  assert.equal(rate.check(1000, 0, true), undefined);
  assert.equal(rate.check(100_000, 0, false), undefined);
  assert.equal(rate.check(103_000, 0, true), undefined);
  assert.match(rate.check(104_000, 0, true)!, /less than/);
});

test('the whole body has its time, whatever its rate', () => {
  const rate = new BodyRate({ ...PACE, minRate: 0 }, 0);
  assert.equal(rate.check(59_999, 0, true), undefined);
  assert.match(rate.check(60_000, 1e9, true)!, /longer than 60000 ms/);
});
