/*
 * OPA's own test cases in Regate's engine.
 *
 *   node scripts/conformance.ts                                  table of all groups
 *   node scripts/conformance.ts run [--group NAME]... [--note TEXT]... [--verbose]
 *                                                                what fails (exceptions aside), with what was wanted and what came
 *   node scripts/conformance.ts generate                         writes the fixture anew, with Go, from the OPA that opa/go.mod pins
 *
 * --group and --note take a part of a name. --verbose prints the policy, data and input of what fails. --plain leaves the
 * modules as OPA compiled them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exceptionFor } from '../test/conformance/exceptions.ts';
import { readCases, writeFixture } from '../test/conformance/fixture.ts';
import { failureText, tableOf } from '../test/conformance/report.ts';
import { type Judged, runCases } from '../test/conformance/run.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    group: { type: 'string', multiple: true, default: [] },
    note: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
    plain: { type: 'boolean', default: false },
  },
});
const started = performance.now();
switch (positionals[0]) {
  case 'generate':
    console.log(await generate());
    break;
  case 'run':
    reportFailures(await judged());
    break;
  default:
    console.log(tableOf(await judged()));
}
console.error(`${((performance.now() - started) / 1000).toFixed(1)} s`);

async function generate(): Promise<string> {
  const source = join(import.meta.dirname, '..', 'opa');
  const opa = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', 'github.com/open-policy-agent/opa'], { cwd: source });
  const folder = join(opa.stdout.toString().trim(), 'v1', 'test', 'cases', 'testdata');
  const child = spawn('go', ['run', './conformance', folder], { cwd: source, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise<number | null>((resolve, reject) => child.on('exit', resolve).on('error', reject));
  const { cases, modules } = await writeFixture(child.stdout);
  if ((await exit) !== 0) throw new Error('The generator failed, see above');
  return `${cases} cases, ${modules} modules`;
}

async function judged(): Promise<Judged[]> {
  const has = (name: string, parts: readonly string[]) =>
    parts.length === 0 || parts.some((part) => name.includes(part));
  const cases = await readCases();
  return runCases(
    cases.filter(({ group, note }) => has(group, values.group) && has(note, values.note)),
    { rewrite: !values.plain },
  );
}

function reportFailures(all: readonly Judged[]): void {
  const bad = all.filter((one) => one.status !== 'passed' && exceptionFor(one) === undefined);
  for (const one of bad) console.log(failureText(one, values.verbose));
  console.log(`${all.length} cases, ${bad.length} fail`);
  process.exitCode = bad.length > 0 ? 1 : 0;
}
