import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashing } from '../../../src/traffic/balancing/hash.ts';
import { keyHash } from '../../../src/traffic/balancing/key-hash.ts';
import { chance, type Server, servers } from './candidates.ts';

const balancer = hashing<Server>();
const pick = (candidates: readonly Server[], hash: number) => balancer.pick(candidates, chance(1), hash);
const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 40 });
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

test('one key for all requests: nobody gets more than 1.25 times its part, rounded up', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (weights, hash) => {
      const all = servers(weights);
      for (let requests = 1; requests <= 300; requests++) {
        const picked = pick(all, hash);
        picked.inFlight++;
        const most = Math.ceil((1.25 * requests * picked.weight) / sum(weights));
        assert.ok(picked.inFlight <= most, `${picked.inFlight} of ${requests}, may have ${most}`);
      }
    }),
  );
});

test('up to its bound an endpoint keeps its key', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (weights, hash) => {
      const all = servers(weights);
      const home = pick(all, hash);
      for (let requests = 1; requests <= 300; requests++) {
        pick(all, hash).inFlight++;
        const most = Math.ceil((1.25 * requests * home.weight) / sum(weights));
        assert.equal(home.inFlight, Math.min(requests, most));
      }
    }),
  );
});

test('what one endpoint is too busy for goes to the same other one, and comes back', () => {
  const all = servers([1, 1, 1, 1, 1]);
  for (let i = 0; i < 500; i++) {
    const key = keyHash(`user-${i}`);
    const home = pick(all, key);
    home.inFlight = 50;
    const second = pick(all, key);
    assert.notEqual(second, home);
    assert.equal(
      second,
      pick(
        all.filter((one) => one !== home),
        key,
      ),
    );
    home.inFlight = 0;
    assert.equal(pick(all, key), home);
  }
});

test('a load that is spread evenly moves no key', () => {
  const all = servers([1, 2, 3, 4]);
  for (let i = 0; i < 500; i++) {
    const key = keyHash(`user-${i}`);
    const home = pick(all, key);
    for (const one of all) one.inFlight = 10 * one.weight;
    assert.equal(pick(all, key), home);
    for (const one of all) one.inFlight = 0;
  }
});
