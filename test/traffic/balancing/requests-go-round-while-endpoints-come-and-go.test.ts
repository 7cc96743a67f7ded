import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { roundRobin } from '../../../src/traffic/balancing/round-robin.ts';
import { chance, countsOf, type Server, servers } from './candidates.ts';

test('whoever stays gets as many requests as the others who stay, whoever else leaves and returns', () => {
  const changes = fc.array(fc.record({ who: fc.integer({ min: 3, max: 7 }), picks: fc.nat(9) }), { maxLength: 60 });
  fc.assert(
    fc.property(changes, fc.integer(), (changes, seed) => {
      const balancer = roundRobin<Server>();
      const random = chance(seed);
      const all = servers(Array(8).fill(1));
      const staying = all.slice(0, 3);
      const away = new Set<Server>();
      const counts = new Map(all.map((one) => [one, 0]));
      for (const { who, picks } of changes) {
        if (!away.delete(all[who]!)) away.add(all[who]!);
        const candidates = all.filter((one) => !away.has(one));
        for (let i = 0; i < picks; i++) {
          const picked = balancer.pick(candidates, random, Number.NaN);
          counts.set(picked, counts.get(picked)! + 1);
        }
      }
      const got = staying.map((one) => counts.get(one)!);
      assert.ok(Math.max(...got) - Math.min(...got) <= 1, `${got}`);
    }),
  );
});

test('second attempts are turns like all others', () => {
  const balancer = roundRobin<Server>();
  const random = chance(1);
  const all = servers([1, 1, 1, 1]);
  const counts = countsOf(all, 4000, (i) => {
    const first = balancer.pick(all, random, Number.NaN);
    if (i % 2 === 0) return first;
    return balancer.pick(
      all.filter((one) => one !== first),
      random,
      Number.NaN,
    );
  });
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 2, `${counts}`);
});

test('workers begin at different places', () => {
  const all = servers([1, 1, 1, 1]);
  const random = chance(7);
  const begun = countsOf(all, 400, () => roundRobin<Server>().pick(all, random, Number.NaN));
  assert.ok(Math.min(...begun) > 60, `${begun}`);
});
