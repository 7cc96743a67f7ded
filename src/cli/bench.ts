import { stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { readManifest } from '../bundle/manifest.ts';
import { GatewayError } from '../errors.ts';
import type { PolicySource } from '../policy/prepared.ts';
import { preparePolicy } from '../policy/prepared.ts';
import { Profiler } from '../policy/profile.ts';
import { contentDigest } from '../toolchain/layout.ts';
import { Toolchain } from '../toolchain/toolchain.ts';
import { append } from './arguments.ts';
import { type BenchCase, readCases, readInput } from './bench-cases.ts';
import { type EntrypointReport, measure } from './bench-measure.ts';
import { printEntrypoint } from './bench-report.ts';
import { readBundle } from './bundle-file.ts';
import { EXIT, printJson } from './output.ts';
import { DEFAULT_POLICIES, readPolicies } from './policy-files.ts';

interface Options {
  readonly entrypoint?: readonly string[];
  readonly input?: string;
  readonly cases?: string;
  readonly seconds: number;
  readonly json?: true;
}

/** Limits of an evaluation: wide, for what is too slow to serve is what has to be measured. */
const DEADLINE = 10_000;
const MEMORY = 2 ** 31;

const HELP = `
A line of --cases is an event of the decision log, or {"name", "entrypoint", "input"}; the first two may be left out.
An event is measured with the entrypoint that it names, and with what was recorded of its input: what was masked or
erased then is not there now.

The table has, for all cases and for the dearest, the time of one evaluation in microseconds: the median of 11 rounds, the
least and the largest. INPUT is the share of writing the input's text and reading it into the policy's memory, EVALUATION
that of the rules, OUTPUT that of taking the decision out. BYTES is the input's text: only what the policy reads. A
decision that the policy allows to be kept is evaluated each time; one that comes again and again is decoded once, as in
the gateway. Then follow the built-ins that the rules call and the loops of the rules, in the order of their code, with
their calls and rounds in one evaluation, the mean over the cases; they are counted in a second copy of the policy, so
that the counting costs no time. The last round of a loop is the one that finds the end.

Exits with 1 if a case ends in a fault.

Examples:
  $ regate bench --input request.json
  $ regate bench my-bundle.tar.gz --cases decisions.jsonl --entrypoint gateway/decision --json`;

/** `regate bench`: what the decisions of a policy cost, and why. */
export function registerBench(program: Command): void {
  program
    .command('bench')
    .description('measure what decisions of a policy cost: time, built-ins, loops')
    .argument('[policy]', 'folder of Rego and data, or bundle file', DEFAULT_POLICIES)
    .option('-e, --entrypoint <name>', 'as gateway/decision; may be repeated; default: all of the policy', append)
    .option('-i, --input <file>', 'JSON file of an input')
    .option('-c, --cases <file>', 'file with an input in each line, as the decision log')
    .option('-s, --seconds <number>', 'how long to measure each entrypoint', seconds, 2)
    .option('--json', 'print {"ENTRYPOINT": {"all", "cases", "builtins", "loops", "faults"}}')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const cases = await readAllCases(options);
  const source = await readSource(path, options.entrypoint);
  const [prepared, counted] = await Promise.all(
    [false, true].map((count) => preparePolicy(source, { rewrite: true, memory: MEMORY, count })),
  );
  const profiler = new Profiler(prepared!, counted!, DEADLINE);
  const reports: Record<string, EntrypointReport> = {};
  for (const name of options.entrypoint ?? prepared!.entrypoints) {
    const own = cases.filter(({ entrypoint }) => entrypoint === undefined || entrypoint === name);
    if (own.length === 0) continue;
    reports[name] = measure(profiler, name, own, options.seconds);
    if (!options.json) printEntrypoint(name, reports[name]);
  }
  if (Object.keys(reports).length === 0) throw new GatewayError('usage', 'no case is for one of the entrypoints');
  if (options.json) printJson(reports);
  if (Object.values(reports).some(({ faults }) => faults.length > 0)) process.exitCode = EXIT.found;
}

async function readAllCases({ input, cases }: Options): Promise<BenchCase[]> {
  if (input === undefined && cases === undefined) throw new GatewayError('usage', 'give --input or --cases');
  return [
    ...(input === undefined ? [] : [await readInput(input)]),
    ...(cases === undefined ? [] : await readCases(cases)),
  ];
}

async function readSource(path: string, entrypoints: readonly string[] | undefined): Promise<PolicySource> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  return isFolder || path.endsWith('.rego') ? buildFolder(path, entrypoints) : openBundle(path);
}

async function openBundle(path: string): Promise<PolicySource> {
  const files = await readBundle(path);
  const { revision, module, data, regate } = readManifest(files);
  const digest = contentDigest(files);
  return { name: path, revision, digest, wasm: module, data, ...(regate && { reads: regate.reads }) };
}

/** Not by `withToolchain`, which has V8 leave all of WebAssembly unoptimized. */
async function buildFolder(path: string, entrypoints: readonly string[] = []): Promise<PolicySource> {
  const sources = await readPolicies([path]);
  const toolchain = await Toolchain.start();
  try {
    const { revision, wasm, data, reads } = await toolchain.build(sources, { entrypoints });
    return { name: path, revision, digest: revision, wasm, data, reads: { ...reads } };
  } finally {
    await toolchain.close();
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('It is a number from 0 to 3600.');
  return value;
}
