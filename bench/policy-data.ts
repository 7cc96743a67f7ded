/**
 * What a bundle with much data costs when it is activated: `node bench/policy-data.ts [MEGABYTES...]`. How long it takes
 * to prepare it (in a thread of its own) and to open an engine on a thread that serves, the longest time for which that
 * thread did nothing else, the memory, and a decision afterwards.
 */
import { Engine } from '../src/policy/engine.ts';
import { preparePolicy } from '../src/policy/prepared.ts';
import { Toolchain } from '../src/toolchain/toolchain.ts';
import { BIG_DATA_INPUTS, BIG_DATA_POLICY, bigData } from './big-data.ts';

const MEMORY = 3 * 2 ** 30;
const CALLS = 100_000;

/** Seconds that it took, and the longest pause of the event loop in milliseconds. */
async function watch<Result>(run: () => Promise<Result>) {
  let last = performance.now();
  let pause = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    pause = Math.max(pause, now - last);
    last = now;
  }, 1);
  const start = performance.now();
  const result = await run();
  clearInterval(timer);
  return { result, seconds: (performance.now() - start) / 1000, pause };
}

const toolchain = await Toolchain.start();
const built = await toolchain.build(
  { files: [{ path: 'policy.rego', bytes: Buffer.from(BIG_DATA_POLICY) }] },
  { entrypoints: ['bench/decision'] },
);
await toolchain.close();

for (const megabytes of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [0.1, 5]) {
  const data = bigData(megabytes * 1e6);
  const source = { name: 'bench', revision: '1', digest: '1', wasm: built.wasm, data, reads: { ...built.reads } };
  const prepared = await watch(() => preparePolicy(source, { rewrite: true, memory: MEMORY }));
  const opened = await watch(() => Engine.open(prepared.result, { deadline: 20 }));
  const entrypoint = opened.result.entrypoint('bench/decision');
  const start = performance.now();
  for (let i = 0; i < CALLS; i++) {
    entrypoint?.evaluate(BIG_DATA_INPUTS[i % BIG_DATA_INPUTS.length] as object);
  }
  const decision = ((performance.now() - start) / CALLS) * 1000;
  const image = prepared.result.image.bytes.length / 2 ** 20;
  console.log(
    `${megabytes} MB of data: prepared in ${prepared.seconds.toFixed(2)} s, opened in ${opened.seconds.toFixed(2)} s ` +
      `(longest pause ${opened.pause.toFixed(1)} ms), ${image.toFixed(0)} MiB, a decision ${decision.toFixed(2)} us`,
  );
}
