/*
 * Random policies, data and inputs in Regate's engine and in OPA's own evaluator. The engine has to say the same with the
 * whole input as with what the policy reads of it, and, of policies with nothing that has to be mended, without rewriting.
 *
 *   node scripts/fuzz.ts [--minutes N] [--seed S] [--count N]
 *
 * Goes on from the seed S (0 if left out) for N minutes (1), or for `count` programs, or until SIGTERM. It prints every
 * difference with its seed and the smallest part of the program that shows it, and every ten minutes and at the end how
 * much was done. It exits with 1 if there was a difference, or a program that could not be tried.
 */
import { parseArgs } from 'node:util';
import { toGatewayError } from '../src/errors.ts';
import { Toolchain } from '../src/toolchain/toolchain.ts';
import { type Found, fuzz } from '../test/fuzz/fuzz.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '0' },
    count: { type: 'string' },
  },
});
const seed = Number(values.seed);
const end = values.count === undefined ? performance.now() + Number(values.minutes) * 60_000 : Number.POSITIVE_INFINITY;
const last = values.count === undefined ? Number.POSITIVE_INFINITY : seed + Number(values.count);
const REPORT = 10 * 60_000;

const totals = { programs: 0, evaluations: 0, differences: 0, failed: 0 };
const known: Record<string, number> = {};
let stopped = false;
process.once('SIGTERM', () => {
  stopped = true;
});
let toolchain = await Toolchain.start();
let next = seed;
for (let report = REPORT; !stopped && next < last && performance.now() < end; next++) {
  await one(next);
  if (performance.now() < report) continue;
  report += REPORT;
  console.log(summary());
}
await toolchain.close();
console.log(summary());
process.exitCode = totals.differences + totals.failed > 0 ? 1 : 0;

async function one(of: number): Promise<void> {
  try {
    const { evaluations, found, known: listed } = await fuzz(toolchain, of);
    totals.programs++;
    totals.evaluations += evaluations;
    for (const [reason, count] of Object.entries(listed)) known[reason] = (known[reason] ?? 0) + count;
    if (found === undefined) return;
    totals.differences++;
    console.log(textOfFound(of, found));
  } catch (thrown) {
    totals.failed++;
    console.log(`seed ${of} cannot be tried: ${toGatewayError(thrown).message.slice(0, 500)}\n`);
    await toolchain.close();
    toolchain = await Toolchain.start();
  }
}

function summary(): string {
  const minutes = (performance.now() / 60_000).toFixed(1);
  return `seeds ${seed} to ${next - 1} in ${minutes} min: ${JSON.stringify({ ...totals, known })}`;
}

function textOfFound(of: number, { sources, difference }: Found): string {
  const { rule, input, engine, other, against } = difference;
  const files = sources.files.map(({ bytes }) => Buffer.from(bytes).toString('utf8').replace(/^/gm, '  | '));
  return [
    `seed ${of}: data.p.${rule}`,
    ...files,
    `  input  ${JSON.stringify(input)}`,
    `  engine ${JSON.stringify(engine)}`,
    `  ${against.padEnd(6)} ${JSON.stringify(other)}`,
    '',
  ].join('\n');
}
