import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashing } from '../../../src/traffic/balancing/hash.ts';
import { keyHash } from '../../../src/traffic/balancing/key-hash.ts';
import { chance, countsOf, type Server, servers } from './candidates.ts';

const balancer = hashing<Server>();
const random = chance(1);
const keys = Array.from({ length: 2000 }, (_, i) => keyHash(`user-${i}`));
const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 40 });
const pick = (candidates: readonly Server[], hash: number) => balancer.pick(candidates, random, hash);

test('where an endpoint leaves only its keys move, and they come back with it', () => {
  fc.assert(
    fc.property(weights, fc.nat(), (weights, who) => {
      const all = servers(weights);
      const gone = all[who % all.length]!;
      const rest = all.filter((one) => one !== gone);
      for (const key of keys.slice(0, 200)) {
        const before = pick(all, key);
        if (before !== gone) assert.equal(pick(rest, key), before);
        assert.equal(pick(all, key), before);
      }
    }),
  );
});

test('where one comes, keys move to it and to nobody else', () => {
  const all = servers(Array(10).fill(1));
  const moved = keys.filter((key) => pick(all.slice(0, 9), key) !== pick(all, key));
  for (const key of moved) assert.equal(pick(all, key), all[9]);
  assert.ok(Math.abs(moved.length / keys.length - 0.1) < 0.03, `${moved.length}`);
});

test('workers and nodes agree, in whatever order they know the endpoints', () => {
  const here = servers([1, 2, 3, 4, 5, 6, 7]);
  const there = servers([1, 2, 3, 4, 5, 6, 7]).reverse();
  const other = hashing<Server>();
  for (const key of keys) assert.equal(other.pick(there, chance(99), key).name, pick(here, key).name);
});

test('each has as many keys as its weight says', () => {
  const all = servers([1, 2, 4, 8, 1]);
  const counts = countsOf(all, 100_000, (i) => pick(all, keyHash(`session ${i}`)));
  for (const [i, count] of counts.entries()) {
    const expected = (100_000 * all[i]!.weight) / 16;
    assert.ok(Math.abs(count / expected - 1) < 0.05, `${counts}`);
  }
});

test('keys spread over a thousand endpoints', () => {
  const all = servers(Array(1000).fill(1));
  const counts = countsOf(all, 20_000, (i) => pick(all, keyHash(`${i}`)));
  // A thousand draws of 20,000: the mean is 20, its standard deviation 4.5.
  assert.ok(Math.max(...counts) < 45 && Math.min(...counts) > 2, `${Math.max(...counts)}, ${Math.min(...counts)}`);
});

test('a request without a key goes to the less busy of two', () => {
  const all = servers([1, 1, 1]);
  all[1]!.inFlight = 9;
  const counts = countsOf(all, 1000, () => pick(all, Number.NaN));
  assert.equal(counts[1], 0);
  assert.ok(Math.min(counts[0]!, counts[2]!) > 300, `${counts}`);
});
