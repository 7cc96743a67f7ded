/**
 * What it costs on one thread to choose an endpoint: `node bench/balancing.ts [ROUNDS]`. The cases take turns, and the
 * median over the rounds is printed. Time of the processor is counted, not that of the clock, so that a busy machine
 * disturbs little. `busy`: requests are in flight
 * everywhere, so that the bound of `hash` has to be worked out.
 */
import type { BalancerConfig } from '../src/config/types.ts';
import { createBalancer } from '../src/traffic/balancing/balancer.ts';
import type { Candidate } from '../src/traffic/balancing/candidate.ts';
import { keyHash } from '../src/traffic/balancing/key-hash.ts';
import { serving, type Tiered } from '../src/traffic/balancing/tiers.ts';

const SIZES = [3, 30, 1000];
const rounds = Number(process.argv[2] ?? 15);
const hash: BalancerConfig = { kind: 'hash', by: 'subject' };
const keys = Array.from({ length: 500 }, (_, i) => `user-${i}@example.com`);
const hashes = keys.map(keyHash);

interface Case {
  readonly name: string;
  readonly ns: number[];
  readonly calls: number;
  run(i: number): unknown;
}

function members(size: number, weightOf: (i: number) => number, inFlight: number): (Candidate & Tiered)[] {
  return Array.from({ length: size }, (_, i) => ({
    weight: weightOf(i),
    inFlight,
    seed: keyHash(`http://10.0.${i >> 8}.${i & 255}:8080`),
    credit: Number.NaN,
    priority: i % 2,
    available: true,
    drained: false,
  }));
}

function cases(size: number): Case[] {
  const even = () => 1;
  const uneven = (i: number) => 1 + (i % 4);
  const kinds: [string, BalancerConfig, (i: number) => number, number][] = [
    ['round_robin', { kind: 'round_robin' }, even, 0],
    ['least_request', { kind: 'least_request' }, even, 1],
    ['least_request, weights', { kind: 'least_request' }, uneven, 1],
    ['weighted', { kind: 'weighted' }, uneven, 0],
    ['hash', hash, even, 0],
    ['hash, weights', hash, uneven, 0],
    ['hash, busy', hash, even, 5],
  ];
  const picks = kinds.map(([name, config, weightOf, inFlight]): Case => {
    const balancer = createBalancer<Candidate>(config);
    const candidates = members(size, weightOf, inFlight);
    const calls = size < 100 || config.kind === 'round_robin' || config.kind === 'least_request' ? 100_000 : 4000;
    return { name, ns: [], calls, run: (i) => balancer.pick(candidates, Math.random, hashes[i % 500]!) };
  });
  const all = members(size, even, 0);
  const list = {
    name: 'tiers, at a change',
    ns: [],
    calls: Math.ceil(400_000 / (size + 30)),
    run: () => serving(all, 0.5),
  };
  return [...picks, list];
}

const table = SIZES.map((size) => cases(size));
const key: Case = { name: 'hash of a key (20 bytes)', ns: [], calls: 100_000, run: (i) => keyHash(keys[i % 500]!) };
for (let round = -2; round < rounds; round++) {
  for (const { ns, calls, run } of [...table.flat(), key]) {
    const start = process.threadCpuUsage();
    for (let i = 0; i < calls; i++) run(i);
    const { user, system } = process.threadCpuUsage(start);
    // Two rounds to warm up.
    if (round >= 0) ns.push(((user + system) * 1000) / calls);
  }
}

function median({ ns }: Case): string {
  const sorted = ns.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!.toFixed(0).padStart(8);
}

console.log(`${'ns per pick, members:'.padEnd(26)}${SIZES.map((size) => `${size}`.padStart(8)).join('')}`);
for (const [i, { name }] of table[0]!.entries()) {
  console.log(`${name.padEnd(26)}${table.map((column) => median(column[i]!)).join('')}`);
}
console.log(`${key.name.padEnd(26)}${median(key)}`);
