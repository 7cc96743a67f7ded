import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FoundDecisions } from '../audit/recent.ts';
import type { AdmissionConfig, Tolerance } from '../config/types.ts';
import { share } from '../config/units.ts';
import { GatewayError } from '../errors.ts';
import { Comparing } from '../replay/comparing.ts';
import type { Comparison } from '../replay/tally.ts';
import { exceeds } from '../replay/tolerance.ts';
import { Toolchain } from '../toolchain/toolchain.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { append } from './arguments.ts';
import { CANDIDATE_HELP, readCandidate } from './candidate.ts';
import { REPORTS, type ReportFormat } from './comparison-report.ts';
import { EXIT, note, print, withProgress } from './output.ts';
import { readLines } from './recorded-lines.ts';

interface Options extends AdminOptions {
  readonly before?: string;
  readonly bundle?: string;
  readonly entrypoint?: readonly string[];
  readonly denyToAllow: Tolerance;
  readonly allowToDeny: Tolerance;
  readonly changed: Tolerance;
  readonly unknown: Tolerance;
  readonly format: ReportFormat;
  readonly json?: true;
}

/** Events that are asked of a running gateway. */
const NEWEST = 1000;
/** Milliseconds for one evaluation: this machine may be slower than a gateway. */
const DEADLINE = 1000;
const NONE: Tolerance = { count: 0 };
const ANY: Tolerance = { share: 1 };

const EXAMPLES = `
Examples:
  $ regate replay policies decisions.jsonl
  $ regate replay git:HEAD:policies /var/log/regate --format markdown
  $ regate replay new.tar.gz --before old.tar.gz decisions.jsonl --allow-to-deny 0.1%

A decision is unknown where the candidate reads something that was not recorded, was masked or was cut; with
"audit: {record: full}" the log holds whole inputs.`;

/** `regate replay`: what a policy would have decided. */
export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('ask a policy about recorded decisions, and show those that it would flip')
    .argument('<candidate>', CANDIDATE_HELP)
    .argument('[logs...]', 'files of the decision log, or folders of them; default: the newest of the running gateway')
    .option('--before <policy>', 'compare with this policy, not with what was decided')
    .option('--bundle <name>', 'only decisions of this bundle')
    .option(
      '-e, --entrypoint <name>',
      'as gateway/decision, besides those that METADATA marks; may be repeated',
      append,
    )
    .addOption(bound('--deny-to-allow', 'denied before, then allowed', NONE))
    .addOption(bound('--allow-to-deny', 'allowed before, then denied', NONE))
    .addOption(bound('--changed', 'with another limit, obligation or reason', NONE))
    .addOption(bound('--unknown', 'unknown ones', ANY))
    .addOption(new Option('--format <format>', 'how to print').choices(Object.keys(REPORTS)).default('pretty'))
    .option('--json', 'the same as --format json')
    .addHelpText('after', EXAMPLES);
  addAdminOptions(command).action(run);
}

/** How many may be so before the command exits with 1. */
function bound(flag: string, what: string, fallback: Tolerance): Option {
  const shown = fallback === ANY ? 'any' : '0';
  return new Option(`${flag} <most>`, `exit with 1 where more are so: ${what}; a number or a share as 0.1%`)
    .argParser(tolerance)
    .default(fallback, shown);
}

async function run(name: string, logs: string[], options: Options): Promise<void> {
  const started = performance.now();
  const comparison = await compareRecorded(name, logs, options);
  const seconds = (performance.now() - started) / 1000;
  const { denyToAllow, allowToDeny, changed } = options;
  const verdict = verdictOf(comparison, { denyToAllow, allowToDeny, changed }, options.unknown);
  print(REPORTS[options.json ? 'json' : options.format](comparison, { candidate: name, verdict, seconds }));
  if (verdict !== undefined) process.exitCode = EXIT.found;
}

async function compareRecorded(name: string, logs: readonly string[], options: Options): Promise<Comparison> {
  let toolchain: Promise<Toolchain> | undefined;
  const useToolchain = () => {
    toolchain ??= Toolchain.start();
    return toolchain;
  };
  let comparing: Comparing | undefined;
  try {
    const read = (policy: string) => readCandidate(policy, options.entrypoint ?? [], useToolchain);
    const { policy: after } = await withProgress('Building', read(name));
    const before = options.before === undefined ? undefined : (await read(options.before)).policy;
    comparing = new Comparing({ before, after, deadline: DEADLINE, ...(options.bundle && { bundle: options.bundle }) });
    return await withProgress('Replaying', replayAll(comparing, logs, options));
  } finally {
    await Promise.all([comparing?.close(), toolchain?.then((one) => one.close())]);
  }
}

async function replayAll(comparing: Comparing, logs: readonly string[], options: Options): Promise<Comparison> {
  let broken = 0;
  let decisions = 0;
  const take = async (lines: string) => {
    const taken = await comparing.take(lines);
    broken += taken.broken;
    decisions += taken.decisions;
  };
  if (logs.length > 0) await readLines(logs, take);
  else await take(await newest(options));
  if (broken > 0) note(`${broken} lines are no JSON and were passed over.`);
  if (decisions === 0) throw new GatewayError('usage', 'there is no decision to replay');
  return comparing.comparison();
}

async function newest(options: Options): Promise<string> {
  const admin = await connectAdmin(options);
  const { decisions } = await admin.get<FoundDecisions>(`/v1/decisions?limit=${NEWEST}`);
  return decisions.map((event) => JSON.stringify(event)).join('\n');
}

function verdictOf(comparison: Comparison, flips: AdmissionConfig['flips'], most: Tolerance): string | undefined {
  const { unknown, compared } = comparison;
  const limit = 'count' in most ? most.count : most.share * (unknown + compared);
  const tooMany = unknown > limit ? `${unknown} decisions are unknown` : undefined;
  return [exceeds(comparison, flips), tooMany].filter((reason) => reason !== undefined).join('; ') || undefined;
}

function tolerance(text: string): Tolerance {
  if (/^\d+$/.test(text)) return { count: Number(text) };
  if (/^(100|\d{1,2})(\.\d+)?%$/.test(text)) return { share: share(text) };
  throw new InvalidArgumentError('It is a number of decisions as 0, or a share of them as 0.1%.');
}
