import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { weighted } from '../../../src/traffic/balancing/weighted.ts';
import { chance, countsOf, type Server, servers } from './candidates.ts';

const weights = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1000 })), {
  minLength: 1,
  maxLength: 12,
});
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

test('at any time each has had what its weight says, to within two requests', () => {
  fc.assert(
    fc.property(weights, fc.integer(), (weights, seed) => {
      const balancer = weighted<Server>();
      const random = chance(seed);
      const all = servers(weights);
      const total = sum(weights);
      const had = new Map(all.map((one) => [one, 0]));
      for (let i = 1; i <= 3000; i++) {
        const picked = balancer.pick(all, random, Number.NaN);
        had.set(picked, had.get(picked)! + 1);
        for (const one of all) {
          const owed = (i * one.weight) / total;
          assert.ok(Math.abs(had.get(one)! - owed) <= 2, `${had.get(one)} of ${owed} after ${i}, weights ${weights}`);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('with the weights 3 and 1 the light one comes every fourth time', () => {
  const balancer = weighted<Server>();
  const all = servers([3, 1]);
  const picks = Array.from({ length: 40 }, () => all.indexOf(balancer.pick(all, Math.random, Number.NaN)));
  const light = picks.flatMap((who, i) => (who === 1 ? [i] : []));
  assert.ok(
    light.slice(1).every((at, i) => at - light[i]! === 4),
    `${picks}`,
  );
});

test('second attempts among the others change nothing for who has not failed', () => {
  const balancer = weighted<Server>();
  const random = chance(5);
  const all = servers([5, 3, 2, 10]);
  const firsts = countsOf(all, 20_000, () => {
    const first = balancer.pick(all, random, Number.NaN);
    if (first !== all[3]) return first;
    // The last one always fails, and another helps out.
    balancer.pick(all.slice(0, 3), random, Number.NaN);
    return first;
  });
  for (const [i, count] of firsts.entries()) {
    assert.ok(Math.abs(count - 1000 * all[i]!.weight) <= 5, `${firsts}`);
  }
});

test('who comes back gets its part at once, and no more', () => {
  const balancer = weighted<Server>();
  const random = chance(9);
  const all = servers([4, 2, 2]);
  const rest = all.slice(0, 2);
  for (let i = 0; i < 50; i++) balancer.pick(all, random, Number.NaN);
  for (let i = 0; i < 5000; i++) balancer.pick(rest, random, Number.NaN);
  const counts = countsOf(all, 80, () => balancer.pick(all, random, Number.NaN));
  for (const [i, count] of counts.entries()) assert.ok(Math.abs(count - 10 * all[i]!.weight) <= 2, `${counts}`);
});

test('workers begin at different places', () => {
  const random = chance(2);
  const begun = countsOf([0, 1, 2], 600, () => {
    const all = servers([1, 1, 1]);
    return all.indexOf(weighted<Server>().pick(all, random, Number.NaN));
  });
  assert.ok(Math.min(...begun) > 150, `${begun}`);
});
