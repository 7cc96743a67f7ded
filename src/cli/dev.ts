import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createLogger, type Logger } from '../audit/logger.ts';
import type { BundleStatus } from '../bundle/status.ts';
import type { Finding } from '../errors.ts';
import { startGateway } from '../gateway.ts';
import { flipsText } from './comparison-report.ts';
import { colours, formatFinding, print } from './output.ts';
import { endOnSignal } from './serve.ts';
import { plain } from './table.ts';

const LOOK_MS = 50;

const AFTER = `
It is "regate serve" for whoever writes the policy: save a file, and in about a second the change is compiled, tested and
live, or the lines that are wrong are shown and the former policy goes on. What policies print() is shown too.`;

/** `regate dev`: runs the gateway and tells what becomes of each change of a policy. */
export function registerDev(program: Command): void {
  program
    .command('dev')
    .description('run the gateway while policies are written: shows what becomes of each change')
    .option('-c, --config <file>', 'configuration file', 'regate.yaml')
    .addHelpText('after', AFTER)
    .action(async ({ config }: { config: string }) => {
      const logger = logOfTheRest();
      const gateway = await startGateway(config, { env: process.env, logger, print: true });
      endOnSignal(gateway, logger);
      print(`${colours.green('ready')} ${gateway.addresses.join(' ')} admin ${gateway.admin}`);
      const told = new Map<string, number>();
      const tell = () => tellNews(gateway.control.bundles(), told);
      tell();
      setInterval(tell, LOOK_MS);
    });
}

/** The operators' log without what is told of bundles anyway. */
function logOfTheRest(): Logger {
  const colors = colours.isColorSupported;
  const log = createLogger({ level: 'debug', json: false, colors, stream: process.stderr });
  const unlessOfBundle = (write: Logger['info']) => (message: string, fields?: Parameters<Logger['info']>[1]) => {
    if (!message.startsWith('bundle ')) write(message, fields);
  };
  return { ...log, info: unlessOfBundle(log.info), error: unlessOfBundle(log.error) };
}

/** Prints the attempts that came to an end since the last look. */
function tellNews(bundles: Readonly<Record<string, BundleStatus>>, told: Map<string, number>): void {
  for (const [name, status] of Object.entries(bundles)) {
    const attempts = status.activations + status.failures;
    if (attempts === (told.get(name) ?? 0) || status.state === 'working') continue;
    told.set(name, attempts);
    print(status.error === null ? liveText(name, status) : failureText(name, status));
  }
}

function liveText(name: string, status: BundleStatus): string {
  return `${colours.green('live')} ${plain(name)} revision ${plain(status.active ?? '')}, after ${duration(status)} ms`;
}

function failureText(name: string, { error, steps, active, candidate, comparison }: BundleStatus): string {
  const step = steps.find(({ state }) => state === 'failed')?.name ?? 'unknown';
  const findings = error?.findings ?? [];
  const lines = [`${colours.red(step)} ${plain(name)}: ${plain(error?.message ?? '')}`];
  for (const finding of findings) lines.push(formatFinding(finding), ...excerpt(finding));
  if (candidate && comparison) lines.push(flipsText(comparison));
  lines.push(colours.dim(active === null ? 'Nothing answers.' : `Revision ${plain(active)} goes on.`));
  return lines.join('\n');
}

/** Milliseconds from the look at the source to the last step. */
function duration({ steps }: BundleStatus): number {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return 0;
  return Math.round(Date.parse(last.started) + (last.duration ?? 0) - Date.parse(first.started));
}

/** The line that a finding is about, with a mark below its column; nothing where it cannot be read. */
function excerpt({ file, row, col }: Finding): string[] {
  try {
    const line = readFileSync(file, 'utf8').split('\n')[(row ?? 0) - 1];
    if (line === undefined) return [];
    const text = plain(line.replaceAll('\t', '    '));
    const indent = line.slice(0, (col ?? 1) - 1).replaceAll('\t', '    ').length;
    return [`  ${text}`, `  ${' '.repeat(indent)}${colours.red('^')}`];
  } catch {
    return [];
  }
}
