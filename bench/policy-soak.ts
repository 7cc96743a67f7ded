/**
 * Whether an engine stays as it is: `node --expose-gc bench/policy-soak.ts [MILLIONS]`. Random inputs for every rule of the
 * bench, one evaluation in a thousand is ended by a fault. Each million it prints the time of an evaluation, the memory of
 * the module and of the process, and compares ten thousand answers with those of a new engine.
 */
import assert from 'node:assert/strict';
import { Engine } from '../src/policy/engine.ts';
import { preparePolicy } from '../src/policy/prepared.ts';
import { Toolchain } from '../src/toolchain/toolchain.ts';
import { DATA, POLICY } from './policy-cases.ts';

const RULES = ['tiny', 'lookup', 'globs', 'patterns', 'dynamic', 'clash'];
const EXTRA = `
dynamic := {"allow": regex.match(input.subject.pattern, input.request.path)}

clash := 1 if input.request.clash

clash := 2 if input.request.clash

default clash := 0
`;
const millions = Number(process.argv[2] ?? 10);
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

// Mulberry32: the same inputs in every run.
let state = 1;
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}

function randomInput(): object {
  return {
    request: {
      method: METHODS[random(4)],
      path: `/api/v${random(3)}/resource-${random(500)}/${random(1e6).toString(36)}${'/items/7'.repeat(random(3))}`,
      clash: random(166) === 0,
    },
    route: { id: `resource-${random(500)}` },
    subject: {
      id: `${random(1e9).toString(36)}@example.com`,
      pattern: `^/api/v${random(50)}/[a-z-]+${random(1000)}/`,
      claims: { roles: Array.from({ length: random(4) }, () => `role-${random(220)}`) },
    },
  };
}

const toolchain = await Toolchain.start();
const built = await toolchain.build(
  { files: [{ path: 'policy.rego', bytes: Buffer.from(POLICY + EXTRA) }] },
  { entrypoints: RULES.map((rule) => `bench/${rule}`) },
);
await toolchain.close();
const data = Buffer.from(JSON.stringify(DATA));
const source = { name: 'bench', revision: '1', digest: '1', wasm: built.wasm, data, reads: { ...built.reads } };
const prepared = await preparePolicy(source, { rewrite: true, memory: 64 << 20 });
const load = () => Engine.load(prepared, { deadline: 1000 });
const engine = load();

function answer(from: Engine, rule: string, input: object): unknown {
  try {
    return from.entrypoint(`bench/${rule}`)?.evaluate(input).value;
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

let faults = 0;
for (let million = 1; million <= millions; million++) {
  const start = process.cpuUsage();
  for (let i = 0; i < 1e6; i++) if (answer(engine, RULES[i % 6] as string, randomInput()) === 'policy_fault') faults++;
  const { user, system } = process.cpuUsage(start);
  const fresh = load();
  for (let i = 0; i < 10_000; i++) {
    const input = randomInput();
    assert.deepEqual(answer(engine, RULES[i % 6] as string, input), answer(fresh, RULES[i % 6] as string, input));
  }
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(
    `${million} million: ${((user + system) / 1e6).toFixed(2)} us, ${faults} faults, resident ${mib(rss)}, ` +
      `heap ${mib(heapUsed)}, buffers ${mib(arrayBuffers)}`,
  );
}
