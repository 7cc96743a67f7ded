import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BalancerConfig } from '../../../src/config/types.ts';
import { createBalancer } from '../../../src/traffic/balancing/balancer.ts';
import { chance, type Server, servers } from './candidates.ts';

const KINDS: readonly BalancerConfig[] = [
  { kind: 'round_robin' },
  { kind: 'least_request' },
  { kind: 'weighted' },
  { kind: 'hash', by: 'subject' },
];
const steps = fc.array(
  fc.record({
    mask: fc.integer({ min: 1, max: 2 ** 12 - 1 }),
    picks: fc.integer({ min: 1, max: 5 }),
    busy: fc.nat(50),
  }),
  { minLength: 1, maxLength: 40 },
);
const hashes = fc.oneof(
  fc.constant(Number.NaN),
  fc.constantFrom(0, 2 ** 32 - 1),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 12, maxLength: 12 });

for (const config of KINDS) {
  test(`${config.kind}: whoever is there, in whatever number and however busy, one of them is picked`, () => {
    fc.assert(
      fc.property(weights, steps, hashes, fc.integer(), (weights, steps, hash, seed) => {
        const balancer = createBalancer<Server>(config);
        const random = chance(seed);
        const all = servers(weights);
        for (const { mask, picks, busy } of steps) {
          const candidates = all.filter((_, i) => (mask >> i) & 1);
          all[busy % 12]!.inFlight = busy;
          for (let i = 0; i < picks; i++) assert.ok(candidates.includes(balancer.pick(candidates, random, hash)));
        }
      }),
    );
  });
}
