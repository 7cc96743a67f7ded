// What a request costs: the gateway against the floor, in turn, in the same run.
//
//   node bench/gateway.ts [--rounds 5] [--seconds 8] [--connections 32] [--style globs|lookup|both]
//
// Needs nginx and wrk. CPU is the process's own accounting, all threads, divided by the requests that were answered.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { freePort } from '../test/system/free-port.ts';
import { startNginx } from '../test/system/nginx.ts';
import { requireProgram } from '../test/system/program.ts';
import { startTarget, type Target } from './target.ts';
import { type Style, writeWorkload } from './workload.ts';

interface Sample {
  /** Microseconds of CPU a request. */
  readonly cpu: number;
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    style: { type: 'string', default: 'both' },
  },
});
const styles: Style[] = values.style === 'both' ? ['globs', 'lookup'] : [values.style as Style];

const wrk = await requireProgram('wrk');
const folder = await mkdtemp(join(tmpdir(), 'regate-bench-'));
const nginx = await startNginx(`location / { default_type application/json; return 200 "${'x'.repeat(1024)}"; }`);
try {
  for (const style of styles) await compare(style);
} finally {
  await nginx.close();
  await rm(folder, { recursive: true, force: true });
}

async function compare(style: Style): Promise<void> {
  const [floorPort, port] = [await freePort(), await freePort()];
  const { config, requests } = await writeWorkload(join(folder, style), style, nginx.origin, port);
  const main = join(import.meta.dirname, '../src/cli/main.ts');
  const targets = [
    await startTarget('floor', `http://127.0.0.1:${floorPort}`, [
      join(import.meta.dirname, 'floor.ts'),
      nginx.origin,
      String(floorPort),
    ]),
    await startTarget('regate', `http://127.0.0.1:${port}`, [main, 'serve', '-c', config]),
  ] as const;
  const samples = new Map<Target, Sample[]>(targets.map((target) => [target, []]));
  try {
    for (const target of targets) await measure(target, requests, 8);
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const target of targets) samples.get(target)!.push(await measure(target, requests, Number(values.seconds)));
    }
    report(style, targets, samples);
  } finally {
    for (const target of targets) await target.stop();
  }
}

async function measure(target: Target, requests: string, seconds: number): Promise<Sample> {
  const before = target.cpu();
  const script = join(import.meta.dirname, 'rotate.lua');
  const args = ['-t1', `-c${values.connections}`, `-d${seconds}s`, '-s', script, target.url, '--', requests];
  const { stdout } = await promisify(execFile)(wrk, args);
  const result = JSON.parse(/RESULT (.*)/.exec(stdout)![1]!);
  if (result.failed > 0) throw new Error(`${target.name}: ${result.failed} requests failed\n${stdout}`);
  const cpu = (target.cpu() - before) / result.requests;
  return { cpu, rate: result.requests / result.seconds, p50: result.p50, p99: result.p99 };
}

function report(
  style: Style,
  targets: readonly [Target, Target],
  samples: ReadonlyMap<Target, readonly Sample[]>,
): void {
  console.log(`\nRBAC by ${style}: 200 roles of 10 grants, 500 ES256 tokens, 5 % denied, decision log, one limit`);
  console.log('                cpu us/request (min..max)   requests/s    p50 ms    p99 ms   peak MiB');
  for (const target of targets) {
    const list = samples.get(target)!;
    const cpu = list.map((sample) => sample.cpu);
    const middle = (key: keyof Sample) => median(list.map((sample) => sample[key]));
    const spread = `${median(cpu).toFixed(1)} (${Math.min(...cpu).toFixed(1)}..${Math.max(...cpu).toFixed(1)})`;
    console.log(
      `${target.name.padEnd(16)}${spread.padEnd(28)}${middle('rate').toFixed(0).padStart(10)}` +
        `${middle('p50').toFixed(2).padStart(10)}${middle('p99').toFixed(2).padStart(10)}${target.peak().toFixed(0).padStart(11)}`,
    );
  }
  const [floor, regate] = targets.map((target) => samples.get(target)!.map(({ cpu }) => cpu)) as [number[], number[]];
  const ratios = regate.map((cpu, round) => cpu / floor[round]!);
  console.log(
    `ratio of CPU, pair by pair: median ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}..${Math.max(...ratios).toFixed(2)})`,
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
