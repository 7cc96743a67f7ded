import { type Command, InvalidArgumentError } from 'commander';
import { GatewayError } from '../errors.ts';
import { Comparing } from '../replay/comparing.ts';
import type { Comparison } from '../replay/tally.ts';
import { NO_PROBES, type Probes, type Toolchain } from '../toolchain/toolchain.ts';
import { append } from './arguments.ts';
import { CANDIDATE_HELP, readCandidate, readRego } from './candidate.ts';
import { imaginedLines, inputsIn } from './diff-inputs.ts';
import { addFlipOptions, type FlipOptions, printComparison } from './flip-bounds.ts';
import { note, withProgress } from './output.ts';
import { withToolchain } from './policy-files.ts';
import { readLines } from './recorded-lines.ts';

interface Options extends FlipOptions {
  readonly bundle?: string;
  readonly entrypoint?: readonly string[];
  readonly generate: number;
}

/** Milliseconds for one evaluation. */
const DEADLINE = 1000;

/** Recorded inputs that others are made of. */
const MODELS = 300;

const EXAMPLES = `
Examples:
  $ regate diff git:main:policies policies
  $ regate diff old.tar.gz new.tar.gz /var/log/regate --format markdown
  $ regate diff policies candidate --allow-to-deny 100% --generate 10000

Asked are the inputs of the tests of both, recorded ones where a log is given, and some that are generated from these. That
nothing was found does not say that nothing is there.`;

/** `regate diff`: what two policies decide differently. */
export function registerDiff(program: Command): void {
  const command = program
    .command('diff')
    .description('show what two policies decide differently, on inputs of their tests, recorded and generated ones')
    .argument('<before>', CANDIDATE_HELP)
    .argument('<after>', 'the same')
    .argument('[logs...]', 'files of the decision log, or folders of them')
    .option('--bundle <name>', 'of the logs, only decisions of this bundle')
    .option(
      '-e, --entrypoint <name>',
      'as gateway/decision, besides those that METADATA marks; may be repeated',
      append,
    )
    .option('--generate <count>', 'inputs to generate for each entrypoint', count, 2000);
  addFlipOptions(command).addHelpText('after', EXAMPLES).action(run);
}

async function run(before: string, after: string, logs: string[], options: Options): Promise<void> {
  const started = performance.now();
  const comparison = await withToolchain((toolchain) => compareBoth(toolchain, [before, after], logs, options));
  const seconds = (performance.now() - started) / 1000;
  printComparison(comparison, options, { title: 'Diff', candidate: `${before} and ${after}`, seconds });
}

async function compareBoth(
  toolchain: Toolchain,
  names: readonly [string, string],
  logs: readonly string[],
  options: Options,
): Promise<Comparison> {
  const read = async (name: string) => {
    const { policy } = await readCandidate(name, options.entrypoint ?? [], async () => toolchain);
    return { policy, probes: await probesOf(name, toolchain) };
  };
  const before = await withProgress('Building', read(names[0]));
  const after = await withProgress('Building', read(names[1]));
  const policies = [before.policy, after.policy];
  const entrypoints = before.policy.entrypoints.filter((name) => after.policy.entrypoints.includes(name));
  tellOthers(names, [before.policy.entrypoints, after.policy.entrypoints], entrypoints);
  const comparing = new Comparing({
    before: before.policy,
    after: after.policy,
    deadline: DEADLINE,
    ...(options.bundle !== undefined && { bundle: options.bundle }),
  });
  try {
    const recorded = await withProgress('Replaying', replay(comparing, logs, options.bundle));
    const material = { policies, probes: [before.probes, after.probes], recorded, entrypoints, bundle: options.bundle };
    const lines = imaginedLines(material, options.generate, new Date().toISOString());
    return await withProgress('Comparing', takeAll(comparing, lines));
  } finally {
    await comparing.close();
  }
}

/** A bundle has no tests, but constants. */
async function probesOf(name: string, toolchain: Toolchain): Promise<Probes> {
  const { probes } = await toolchain.test(await readRego(name), { probes: true });
  return probes ?? NO_PROBES;
}

function tellOthers(names: readonly string[], all: readonly (readonly string[])[], common: readonly string[]): void {
  for (const [i, entrypoints] of all.entries()) {
    const others = entrypoints.filter((name) => !common.includes(name));
    if (others.length > 0) note(`Only ${names[i]} has ${others.join(', ')}.`);
  }
  if (common.length === 0) throw new GatewayError('usage', 'the two policies have no entrypoint in common');
}

/** Some of the recorded inputs. */
async function replay(comparing: Comparing, logs: readonly string[], bundle: string | undefined): Promise<object[]> {
  const models: object[] = [];
  let broken = 0;
  await readLines(logs, async (lines) => {
    broken += (await comparing.take(lines)).broken;
    models.push(...inputsIn(lines, bundle, MODELS - models.length));
  });
  if (broken > 0) note(`${broken} lines are no JSON and were passed over.`);
  return models;
}

async function takeAll(comparing: Comparing, batches: Iterable<string>): Promise<Comparison> {
  for (const lines of batches) await comparing.take(lines);
  return comparing.comparison();
}

function count(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}
