import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastRequest } from '../../../src/traffic/balancing/least-request.ts';
import { chance, countsOf, type Server, servers } from './candidates.ts';

const random = chance(3);
const balancer = leastRequest<Server>();

test('the busiest of all gets nothing', () => {
  const all = servers([1, 1, 1, 1, 1]);
  all[3]!.inFlight = 1;
  const counts = countsOf(all, 10_000, () => balancer.pick(all, random, Number.NaN));
  assert.equal(counts[3], 0);
  assert.ok(Math.min(...counts.toSpliced(3, 1)) > 2000, `${counts}`);
});

test('of two the less busy one gets it, for its weight', () => {
  const all = servers([3, 1]);
  all[0]!.inFlight = 5;
  all[1]!.inFlight = 2;
  assert.equal(balancer.pick(all, random, Number.NaN), all[0]);
  all[0]!.inFlight = 7;
  assert.equal(balancer.pick(all, random, Number.NaN), all[1]);
});

test('no herd runs to the least busy of all', () => {
  const all = servers(Array(30).fill(1));
  for (const one of all) one.inFlight = 4;
  all[11]!.inFlight = 0;
  const counts = countsOf(all, 30_000, () => balancer.pick(all, random, Number.NaN));
  assert.ok(counts[11]! < 2.2 * 1000, `${counts[11]} of 30,000, where two in thirty are named`);
});

test('while nobody is busy each gets what its weight says', () => {
  const weights = [10, 1, 4, 1, 4];
  const all = servers(weights);
  const counts = countsOf(all, 200_000, () => balancer.pick(all, random, Number.NaN));
  for (const [i, count] of counts.entries()) assert.ok(Math.abs(count / 10_000 - weights[i]!) < 0.1, `${counts}`);
});

test('one large endpoint among many small ones carries its part of a load', () => {
  const all = servers([10, ...Array(29).fill(1)]);
  const running: Server[] = [];
  let large = 0;
  for (let i = 0; i < 60_000; i++) {
    const picked = balancer.pick(all, random, Number.NaN);
    picked.inFlight++;
    running.push(picked);
    if (picked === all[0]) large++;
    // Each ends after 200 others began, whoever has it.
    if (running.length > 200) running.shift()!.inFlight--;
  }
  assert.ok(Math.abs(large / 60_000 - 10 / 39) < 0.02, `${large / 60_000}`);
});
