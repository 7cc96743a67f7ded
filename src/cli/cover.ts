import type { Command } from 'commander';
import { GatewayError } from '../errors.ts';
import { type Firing, FiringCount } from '../replay/firing.ts';
import type { Sources, TestReport, Toolchain } from '../toolchain/toolchain.ts';
import { type AdminOptions, addAdminOptions } from './admin-client.ts';
import { append } from './arguments.ts';
import { readRego } from './candidate.ts';
import { printFiring, printLines } from './cover-report.ts';
import { EXIT, note, printJson, withProgress } from './output.ts';
import { percent } from './percent.ts';
import { DEFAULT_POLICIES, readPolicies, withToolchain } from './policy-files.ts';
import { recentLines } from './recent-lines.ts';
import { readLines } from './recorded-lines.ts';

interface Options extends AdminOptions {
  readonly live?: true;
  readonly log?: readonly string[];
  readonly bundle?: string;
  readonly threshold?: number;
  readonly json?: true;
}

const HELP = `
Examples:
  $ regate cover policies
  $ regate cover policies --log /var/log/regate --threshold 90
  $ regate cover git:v1.4:policies --live -c regate.yaml

With --log or --live, OPA's own evaluator decides the recorded decisions again, at their times, and the rules that held
in none of them are printed: nobody needs them, or nobody tries what they are for. A decision is unknown where the
policy reads something that was not recorded or was cut, or has no such entrypoint.`;

/** `regate cover`: what of a policy is never used, by its tests or by requests. */
export function registerCover(program: Command): void {
  const command = program
    .command('cover')
    .description('show the lines of a policy that no test runs, or the rules that no recorded decision used')
    .argument('[paths...]', 'folders of Rego and data; or one bundle (.tar.gz), or git:REF[:FOLDER]', [
      DEFAULT_POLICIES,
    ])
    .option('--log <path>', 'look at the decisions in this file of the log, or folder; may be repeated', append)
    .option('--live', 'look at the newest decisions of the running gateway')
    .option('--bundle <name>', 'only decisions of this bundle')
    .option('--threshold <percent>', 'exit with 1 if less of the lines, or of the rules, is used', percent)
    .option('--json', 'print all lines and rules as JSON')
    .addHelpText('after', HELP);
  addAdminOptions(command).action(run);
}

async function run(paths: string[], options: Options): Promise<void> {
  const { live, log, bundle } = options;
  if (live && log) throw new GatewayError('usage', 'give either --log or --live');
  if (bundle !== undefined && !live && !log) throw new GatewayError('usage', '--bundle needs --log or --live');
  const sources = await readNamed(paths);
  if (live || log) {
    const firing = await withToolchain((toolchain) => withProgress('Deciding', replay(toolchain, sources, options)));
    reportFiring(firing, sources, options);
    return;
  }
  const report = await withToolchain((toolchain) =>
    withProgress('Testing', toolchain.test(sources, { coverage: true })),
  );
  reportTests(report, sources, options);
}

async function replay(toolchain: Toolchain, sources: Sources, options: Options): Promise<Firing> {
  const count = await FiringCount.open(toolchain, sources, options.bundle);
  let [decisions, broken] = [0, 0];
  const take = async (lines: string) => {
    const taken = await count.take(lines);
    decisions += taken.decisions;
    broken += taken.broken;
  };
  if (options.log) await readLines(options.log, take);
  else await take(await recentLines(options));
  if (broken > 0) note(`${broken} lines are no JSON and were passed over.`);
  if (decisions === 0) throw new GatewayError('usage', 'there is no decision to look at');
  return count.firing();
}

function reportFiring(firing: Firing, sources: Sources, { json, threshold }: Options): void {
  const held = firing.rules.filter(({ questions }) => questions > 0).length;
  const share = firing.rules.length === 0 ? 100 : (100 * held) / firing.rules.length;
  if (json) printJson({ percent: share, ...firing });
  else printFiring(firing, sources, share);
  requireShare('rules', share, threshold);
}

function reportTests({ coverage, results, failed }: TestReport, sources: Sources, { json, threshold }: Options): void {
  const share = coverage?.percent ?? 0;
  if (json) printJson({ tests: results.length, failed, ...coverage });
  else if (coverage) printLines(coverage, sources, results.length);
  if (failed > 0) {
    note(`Failing tests: ${failed}; "regate test" shows why.`);
    process.exitCode = EXIT.found;
  }
  requireShare('lines', share, threshold);
}

function requireShare(what: string, share: number, threshold: number | undefined): void {
  if (threshold === undefined || share >= threshold) return;
  note(`Of the ${what} ${share.toFixed(1)} % are used, below the threshold of ${threshold} %.`);
  process.exitCode = EXIT.found;
}

/** Folders, as of `regate test`, or what else one policy may be named by. */
function readNamed(paths: readonly string[]): Promise<Sources> {
  const [only] = paths;
  const elsewhere = paths.length === 1 && only !== undefined && /^git:|\.tar\.gz$/.test(only);
  return elsewhere ? readRego(only) : readPolicies(paths);
}
