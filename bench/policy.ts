/**
 * What a decision costs on one thread, beside plain `evaluate()` of the npm package on the same module, data and inputs:
 * `node bench/policy.ts [ROUNDS]`. Processor time of the thread; the cases take turns, the median over the rounds is
 * printed and the least and the largest, so that a busy machine disturbs all alike. The engine gets what a request gives
 * it, an object, and gives a frozen object; so does `evaluate()`.
 */
import { createRequire } from 'node:module';
import { Engine } from '../src/policy/engine.ts';
import { preparePolicy } from '../src/policy/prepared.ts';
import { Toolchain } from '../src/toolchain/toolchain.ts';
import { CASES, type Case, DATA, POLICY } from './policy-cases.ts';

const opa = createRequire(import.meta.url)(
  '@open-policy-agent/opa-wasm',
) as typeof import('@open-policy-agent/opa-wasm');
const MEMORY = 256 << 20;
const rounds = Number(process.argv[2] ?? 15);

const toolchain = await Toolchain.start();
const built = await toolchain.build(
  { files: [{ path: 'policy.rego', bytes: Buffer.from(POLICY) }] },
  { entrypoints: CASES.map(({ rule }) => `bench/${rule}`) },
);
await toolchain.close();

const data = Buffer.from(JSON.stringify(DATA));
const source = { name: 'bench', revision: '1', digest: '1', wasm: built.wasm, data, reads: { ...built.reads } };
const engines = await Promise.all(
  [true, false].map(async (rewrite) =>
    Engine.load(await preparePolicy(source, { rewrite, memory: MEMORY }), { deadline: 1000 }),
  ),
);
const plain = await opa.loadPolicy(Uint8Array.from(built.wasm).buffer, { initial: 512, maximum: MEMORY / 65_536 });
plain.setData(DATA);

type Contender = (name: string, input: object) => unknown;
const contenders: Record<string, Contender> = {
  regate: (name, input) => engines[0]?.entrypoint(name)?.evaluate(input).value,
  'regate, rewrite: false': (name, input) => engines[1]?.entrypoint(name)?.evaluate(input).value,
  'evaluate()': (name, input) => plain.evaluate(input, name)[0].result,
};

/** Microseconds of processor time a decision. */
function measure({ rule, inputs, calls }: Case, decide: Contender): number {
  const start = process.threadCpuUsage();
  for (let i = 0; i < calls; i++) decide(`bench/${rule}`, inputs[i % inputs.length] as object);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / calls;
}

function agree({ rule, inputs }: Case): void {
  for (const input of inputs) {
    const answers = Object.values(contenders).map((decide) => JSON.stringify(decide(`bench/${rule}`, input)));
    if (new Set(answers).size !== 1) throw new Error(`${rule}: ${answers.join(' | ')}`);
  }
}

for (const entry of CASES) {
  agree(entry);
  const costs = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, decide] of Object.entries(contenders)) {
      const cost = measure(entry, decide);
      // Two rounds to warm up.
      if (round >= 0) costs.get(name)?.push(cost);
    }
  }
  const row = [...costs].map(([name, values]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const [low, median, high] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((n) => n?.toFixed(2));
    return `${name} ${median?.padStart(7)} us (${low} to ${high})`;
  });
  console.log(`${entry.name.padEnd(24)} ${row.join('   ')}`);
}
