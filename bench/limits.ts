/**
 * What a rate limit costs on one thread: `node bench/limits.ts [ROUNDS]`. The cases take turns, and the median over the
 * rounds is printed, so that a busy machine disturbs all alike.
 */
import { fingerprint } from '../src/limits/fingerprint.ts';
import { LimitTable } from '../src/limits/table.ts';
import { limit } from '../src/request/limit.ts';

const CALLS = 200_000;
const rounds = Number(process.argv[2] ?? 15);
const table = new LimitTable(LimitTable.allocate(65_536));
const keys = Array.from({ length: 500 }, (_, i) => `user-${i}@example.com`);
const seed = new Int32Array([1, 2, 3, 4]);
const out = new Int32Array(4);
const generous = { rate: 1_000_000_000, periodMs: 1000, burst: 1_000_000_000, cost: 1 };
const spent = { rate: 1, periodMs: 86_400_000, burst: 1, cost: 1 };
const short = { rate: 1000, periodMs: 60_000, burst: 1000, cost: 1 };
const rule = (id: string, key: string) => ({ id, key, rate: 1_000_000_000, per: '1s' as const });
const rules = keys.map((key) => [rule('per-second', key)]);
const pairs = keys.map((key) => [rule('per-second', key), rule('tenant', 'acme')]);
let clock = 1.8e12;
let fresh = 0;

const cases: Record<string, (i: number) => void> = {
  'fingerprint alone': (i) => fingerprint(seed, 'per-second', keys[i % 500]!, generous, out),
  'take, granted, 500 keys': (i) => table.take('per-second', keys[i % 500]!, generous, clock),
  'take, refused, 500 keys': (i) => table.take('per-day', keys[i % 500]!, spent, clock),
  'take, a new key each time': () => table.take('per-minute', `new ${fresh++}`, short, clock),
  'stage, one limit': (i) => limit(table, rules[i % 500], clock),
  'stage, two limits': (i) => limit(table, pairs[i % 500], clock),
};

const costs = Object.keys(cases).map((name) => ({ name, ns: [] as number[] }));
for (let round = -2; round < rounds; round++) {
  for (const { name, ns } of costs) {
    const run = cases[name]!;
    const start = process.hrtime.bigint();
    for (let i = 0; i < CALLS; i++) {
      clock += 0.01;
      run(i);
    }
    // Two rounds to warm up.
    if (round >= 0) ns.push(Number(process.hrtime.bigint() - start) / CALLS);
  }
}
for (const { name, ns } of costs) {
  const sorted = ns.toSorted((a, b) => a - b);
  const [low, median] = [sorted[0]!, sorted[sorted.length >> 1]!];
  console.log(`${name.padEnd(28)} ${median.toFixed(0).padStart(6)} ns   best ${low.toFixed(0).padStart(6)} ns`);
}
console.log(JSON.stringify({ ...table.counters, occupied: table.occupied, slots: table.size }));
