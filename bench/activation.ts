// What the activation of a bundle with much data does to traffic that does not need it: 99th percentile of the latency
// while nothing happens, and while a bundle is replaced by one with other data, in turn.
//
//   node bench/activation.ts [--megabytes 100] [--rounds 5] [--connections 64] [--pause 40]
//
// Needs nginx and wrk. Each connection waits `pause` milliseconds on average between two requests, so that the gateway
// is not at its limit: there every millisecond that something else takes is one of latency.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import type { GatewayStatus } from '../src/admin/control.ts';
import { writeArchive } from '../src/bundle/archive.ts';
import { connectAdmin } from '../src/cli/admin-client.ts';
import { Toolchain } from '../src/toolchain/toolchain.ts';
import { freePort } from '../test/system/free-port.ts';
import { startNginx } from '../test/system/nginx.ts';
import { requireProgram } from '../test/system/program.ts';
import { BIG_DATA_POLICY, bigData } from './big-data.ts';
import { startTarget } from './target.ts';
import { writeWorkload } from './workload.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
    pause: { type: 'string', default: '40' },
  },
});
const bytes = Number(values.megabytes) * 1e6;

interface Sample {
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const wrk = await requireProgram('wrk');
const folder = await mkdtemp(join(tmpdir(), 'regate-bench-'));
const nginx = await startNginx(`location / { default_type application/json; return 200 "${'x'.repeat(1024)}"; }`);
try {
  await compare();
} finally {
  await nginx.close();
  await rm(folder, { recursive: true, force: true });
}

async function compare(): Promise<void> {
  const archives = await Promise.all([bytes, bytes + 1000].map(archive));
  const offer = async (n: number) => {
    await writeFile(join(folder, 'next.tar.gz'), archives[n % 2] as Uint8Array);
    await rename(join(folder, 'next.tar.gz'), join(folder, 'big.tar.gz'));
  };
  await offer(0);
  const port = await freePort();
  const workload = await writeWorkload(folder, 'lookup', nginx.origin, port);
  await addBundle(workload.config);
  const main = join(import.meta.dirname, '../src/cli/main.ts');
  const target = await startTarget('regate', `http://127.0.0.1:${port}`, [main, 'serve', '-c', workload.config]);
  try {
    const admin = await connectAdmin({ config: workload.config });
    const activations = async () => (await admin.get<GatewayStatus>('/v1/status')).bundles.big?.activations ?? 0;
    const settled = async (count: number) => {
      while ((await activations()) < count) await sleep(100);
    };
    await settled(1);
    await measure(target.url, workload.requests, 10);
    // One activation first, to know how long it takes.
    const start = performance.now();
    await offer(1);
    await settled(2);
    const seconds = Math.ceil((performance.now() - start) / 1000) + 1;
    console.log(`an activation takes about ${seconds - 1} s`);
    const [still, changing]: [Sample[], Sample[]] = [[], []];
    for (let round = 0; round < Number(values.rounds); round++) {
      await sleep(2000);
      still.push(await measure(target.url, workload.requests, seconds));
      const measured = measure(target.url, workload.requests, seconds);
      await sleep(500);
      await offer(round);
      changing.push(await measured);
      await settled(3 + round);
    }
    report(still, changing);
    console.log(`resident memory at its largest: ${(target.peak() / 1024).toFixed(1)} GiB`);
  } finally {
    await target.stop();
  }
}

/** A bundle with so many bytes of data. The compiler gets none of them: they are put in afterwards. */
async function archive(size: number): Promise<Uint8Array> {
  const toolchain = await Toolchain.start();
  const sources = { files: [{ path: 'bench.rego', bytes: Buffer.from(BIG_DATA_POLICY) }] };
  const { files } = await toolchain.build(sources, { entrypoints: ['bench/decision'], revision: `of ${size} bytes` });
  await toolchain.close();
  return writeArchive(files.map((file) => (file.name === 'data.json' ? { ...file, bytes: bigData(size) } : file)));
}

/** Adds the bundle, and a route that needs it. */
async function addBundle(config: string): Promise<void> {
  const { bundles, routes, ...rest } = JSON.parse(await readFile(config, 'utf8'));
  const big = { source: { path: './big.tar.gz' }, entrypoint: 'bench/decision' };
  const route = { id: 'big', match: { path: '/big/**' }, authenticate: [], bundle: 'big', upstream: 'main' };
  const evaluation = { memory: '3GiB' };
  const changed = { ...rest, bundles: { ...bundles, big }, routes: [...routes, route], evaluation };
  await writeFile(config, JSON.stringify(changed));
}

async function measure(url: string, requests: string, seconds: number): Promise<Sample> {
  const script = join(import.meta.dirname, 'rotate.lua');
  const args = ['-t1', `-c${values.connections}`, `-d${seconds}s`, '-s', script, url, '--', requests, values.pause];
  const { stdout } = await promisify(execFile)(wrk, args);
  const result = JSON.parse(/RESULT (.*)/.exec(stdout)![1]!);
  if (result.failed > 0) throw new Error(`${result.failed} requests failed\n${stdout}`);
  return { rate: result.requests / result.seconds, p50: result.p50, p99: result.p99 };
}

function report(still: readonly Sample[], changing: readonly Sample[]): void {
  for (const [name, samples] of [
    ['without', still],
    ['with', changing],
  ] as const) {
    const of = (key: keyof Sample) => spread(samples.map((sample) => sample[key]));
    console.log(`${name.padEnd(8)} p99 ${of('p99')} ms   p50 ${of('p50')} ms   ${of('rate')} requests/s`);
  }
  const ratios = changing.map(({ p99 }, round) => p99 / still[round]!.p99);
  console.log(`ratio of the p99, pair by pair: ${spread(ratios)}`);
}

/** Median, least, largest. */
function spread(list: readonly number[]): string {
  const sorted = list.toSorted((a, b) => a - b);
  const [low, median, high] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((n) => n?.toFixed(2));
  return `${median} (${low} to ${high})`;
}
