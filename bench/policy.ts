/**
 * What a decision costs: Regate's engine beside plain `evaluate()` of the npm package on the same module, beside OPA in a
 * Go program, all with the same policies, data and inputs, and beside `opa bench` with one of the inputs.
 *
 *   node bench/policy.ts [--rounds 15] [--case NAME] [--quick]      --quick: without OPA, which needs Go
 *
 * Processor time of the process, all of its threads. The contenders take turns and the inputs rotate; the median over the
 * rounds is printed, and the least and the largest. The engine gets what a request gives it, an object, and gives a
 * frozen object; so does `evaluate()`. OPA's inputs were parsed before, as `opa bench` does it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../src/policy/engine.ts';
import { preparePolicy } from '../src/policy/prepared.ts';
import { Toolchain } from '../src/toolchain/toolchain.ts';
import { type EmbeddedOpa, opaBench, type PolicyFiles, startOpa } from './opa.ts';
import { type Case, WORKLOADS, type Workload } from './policy-cases.ts';

const opa = createRequire(import.meta.url)(
  '@open-policy-agent/opa-wasm',
) as typeof import('@open-policy-agent/opa-wasm');
const MEMORY = 3 * 2 ** 30;
/** Bytes of memory for a byte of data; with less of it at the start, `setData` of the package is several times slower. */
const EXPANSION = 18;
/** Microseconds of processor time that a round takes at least: the clock of a process counts in steps of some milliseconds. */
const ROUND = 200_000;
const BENCH_COUNT = 3;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    case: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);

/** Evaluates so often and gives the microseconds of processor time for all. */
type Contender = (calls: number) => number | Promise<number>;

const folder = await mkdtemp(join(tmpdir(), 'regate-bench-'));
try {
  for (const make of WORKLOADS) {
    const workload = make();
    const cases = workload.cases.filter(({ name }) => name.includes(values.case));
    if (cases.length > 0) await compare(workload, cases);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function compare({ policy, data }: Workload, cases: readonly Case[]): Promise<void> {
  const built = await build(policy, cases);
  const source = { name: 'bench', revision: '1', digest: '1', wasm: built.wasm, data, reads: { ...built.reads } };
  const load = async (rewrite: boolean) =>
    Engine.load(await preparePolicy(source, { rewrite, memory: MEMORY }), { deadline: 1000 });
  const [engine, plainEngine] = [await load(true), await load(false)];
  const pages = { initial: Math.ceil((data.length * EXPANSION) / 65_536) + 512, maximum: MEMORY / 65_536 };
  const plain = await opa.loadPolicy(Uint8Array.from(built.wasm).buffer, pages);
  plain.setData(new Uint8Array(data).buffer);
  const files = { policy: join(folder, 'policy.rego'), data: join(folder, 'data.json') };
  await Promise.all([writeFile(files.policy, policy), writeFile(files.data, data)]);
  const embedded = values.quick ? undefined : await startOpa(files);

  for (const entry of cases) {
    const name = `bench/${entry.rule}`;
    const evaluators: Record<string, (input: object) => unknown> = {
      regate: (input) => engine.entrypoint(name)?.evaluate(input).value,
      'regate, rewrite: false': (input) => plainEngine.entrypoint(name)?.evaluate(input).value,
      'evaluate()': (input) => plain.evaluate(input, name)[0].result,
    };
    await agree(entry, Object.values(evaluators), embedded);
    const contenders: Record<string, Contender> = Object.fromEntries(
      Object.entries(evaluators).map(([key, evaluate]) => [key, (calls) => time(entry.inputs, calls, evaluate)]),
    );
    if (embedded !== undefined) contenders['OPA, embedded'] = (calls) => embedded.evaluate(calls);
    const costs = await measure(contenders);
    if (!values.quick) costs['opa bench'] = await benched(entry, files);
    report(entry.name, costs);
  }
  await embedded?.stop();
}

async function build(policy: string, cases: readonly Case[]) {
  const toolchain = await Toolchain.start();
  try {
    return await toolchain.build(
      { files: [{ path: 'policy.rego', bytes: Buffer.from(policy) }] },
      { entrypoints: cases.map(({ rule }) => `bench/${rule}`) },
    );
  } finally {
    await toolchain.close();
  }
}

/** All have to give the same decisions. */
async function agree(
  { rule, inputs }: Case,
  evaluators: readonly ((input: object) => unknown)[],
  embedded: EmbeddedOpa | undefined,
): Promise<void> {
  const decisions = evaluators.map((evaluate) => JSON.stringify(inputs.map(evaluate)));
  if (embedded !== undefined) decisions.push(JSON.stringify(await embedded.prepare(`data.bench.${rule}`, inputs)));
  if (new Set(decisions).size !== 1) throw new Error(`${rule}: the decisions differ`);
}

function time(inputs: readonly object[], calls: number, evaluate: (input: object) => unknown): number {
  const start = process.cpuUsage();
  for (let i = 0; i < calls; i++) evaluate(inputs[i % inputs.length] as object);
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** Microseconds a call, by contender, one for each round. */
async function measure(contenders: Readonly<Record<string, Contender>>): Promise<Record<string, number[]>> {
  const costs: Record<string, number[]> = {};
  const calls: Record<string, number> = {};
  for (const [name, run] of Object.entries(contenders)) {
    let count = 500;
    // Until it takes long enough to be measured; this warms up too.
    for (let cost = await run(count); cost < ROUND; cost = await run(count)) {
      count = Math.ceil(count * Math.min(10, (1.2 * ROUND) / Math.max(cost, 1)));
    }
    costs[name] = [];
    calls[name] = count;
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const count = calls[name] as number;
      costs[name]?.push((await run(count)) / count);
    }
  }
  return costs;
}

/** With the second input, which is allowed, as most are. */
function benched({ rule, inputs }: Case, files: PolicyFiles): Promise<number[]> {
  return opaBench(files, `data.bench.${rule}`, inputs[1] as object, BENCH_COUNT);
}

function report(name: string, costs: Readonly<Record<string, readonly number[]>>): void {
  console.log(`\n${name}`);
  for (const [contender, list] of Object.entries(costs)) {
    const sorted = list.toSorted((a, b) => a - b);
    const [low, median, high] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((n) => n?.toFixed(2));
    console.log(`  ${contender.padEnd(24)} ${median?.padStart(9)} us (${low} to ${high})`);
  }
}
