/**
 * What a bundle with much data costs when it is activated: `node bench/policy-data.ts [MEGABYTES...]`. How long it takes
 * to prepare it (in a thread of its own) and to open an engine on a thread that serves, the longest time for which that
 * thread did nothing else, the memory, and a decision afterwards.
 */
import { Engine } from '../src/policy/engine.ts';
import { preparePolicy } from '../src/policy/prepared.ts';
import { Toolchain } from '../src/toolchain/toolchain.ts';

const POLICY = `package bench
decision := {"allow": allow}
default allow := false
allow if data.routes[input.route.id][input.subject.id]
`;
const MEMORY = 3 * 2 ** 30;
const CALLS = 100_000;

function dataOf(bytes: number): Buffer {
  const routes: string[] = [];
  let length = 0;
  for (let i = 0; length < bytes; i++) {
    const subjects = Array.from({ length: 20 }, (_, n) => `"user-${(i * 31 + n * 7) % 9999}":true`);
    const route = `"route-${i}":{${[...new Set(subjects)].join(',')}}`;
    routes.push(route);
    length += route.length;
  }
  return Buffer.from(`{"routes":{${routes.join(',')}}}`);
}

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
  { files: [{ path: 'policy.rego', bytes: Buffer.from(POLICY) }] },
  { entrypoints: ['bench/decision'] },
);
await toolchain.close();

for (const megabytes of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [0.1, 5]) {
  const data = dataOf(megabytes * 1e6);
  const source = { name: 'bench', revision: '1', digest: '1', wasm: built.wasm, data, reads: { ...built.reads } };
  const prepared = await watch(() => preparePolicy(source, { rewrite: true, memory: MEMORY }));
  const opened = await watch(() => Engine.open(prepared.result, { deadline: 20 }));
  const entrypoint = opened.result.entrypoint('bench/decision');
  const start = performance.now();
  for (let i = 0; i < CALLS; i++) {
    entrypoint?.evaluate({ route: { id: `route-${i % 500}` }, subject: { id: `user-${i % 9999}` } });
  }
  const decision = ((performance.now() - start) / CALLS) * 1000;
  const image = prepared.result.image.bytes.length / 2 ** 20;
  console.log(
    `${megabytes} MB of data: prepared in ${prepared.seconds.toFixed(2)} s, opened in ${opened.seconds.toFixed(2)} s ` +
      `(longest pause ${opened.pause.toFixed(1)} ms), ${image.toFixed(0)} MiB, a decision ${decision.toFixed(2)} us`,
  );
}
