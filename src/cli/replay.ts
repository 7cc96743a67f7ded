import type { Command } from 'commander';
import { GatewayError } from '../errors.ts';
import { Comparing } from '../replay/comparing.ts';
import type { Comparison } from '../replay/tally.ts';
import { Toolchain } from '../toolchain/toolchain.ts';
import { type AdminOptions, addAdminOptions } from './admin-client.ts';
import { append } from './arguments.ts';
import { CANDIDATE_HELP, readCandidate } from './candidate.ts';
import { addFlipOptions, type FlipOptions, printComparison } from './flip-bounds.ts';
import { note, withProgress } from './output.ts';
import { recentLines } from './recent-lines.ts';
import { readLines } from './recorded-lines.ts';

interface Options extends AdminOptions, FlipOptions {
  readonly before?: string;
  readonly bundle?: string;
  readonly entrypoint?: readonly string[];
}

/** Milliseconds for one evaluation: this machine may be slower than a gateway. */
const DEADLINE = 1000;

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
    );
  addFlipOptions(command).addHelpText('after', EXAMPLES);
  addAdminOptions(command).action(run);
}

async function run(name: string, logs: string[], options: Options): Promise<void> {
  const started = performance.now();
  const comparison = await compareRecorded(name, logs, options);
  const seconds = (performance.now() - started) / 1000;
  printComparison(comparison, options, { title: 'Replay', candidate: name, seconds });
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
  else await take(await recentLines(options));
  if (broken > 0) note(`${broken} lines are no JSON and were passed over.`);
  if (decisions === 0) throw new GatewayError('usage', 'there is no decision to replay');
  return comparing.comparison();
}
