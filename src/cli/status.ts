import type { Command } from 'commander';
import type { GatewayStatus } from '../admin/control.ts';
import type { BundleStatus, StatusError } from '../bundle/status.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { ago } from './ago.ts';
import { flipsText } from './comparison-report.ts';
import { colours, EXIT, formatFinding, print, printJson } from './output.ts';
import { plain, table } from './table.ts';

/** `regate status`: how a running gateway does. */
export function registerStatus(program: Command): void {
  const command = program
    .command('status')
    .description('print how a running gateway does; exits with 1 if it is not ready or a change was refused')
    .option('--json', 'print all of it');
  addAdminOptions(command).action(run);
}

async function run(options: AdminOptions & { json?: true }): Promise<void> {
  const admin = await connectAdmin(options);
  const status = await admin.get<GatewayStatus>('/v1/status');
  if (options.json) printJson(status);
  else printStatus(status, Date.now());
  const refused = [status.config, ...Object.values(status.bundles)].some(({ error }) => error !== null);
  if (!status.ready || refused) process.exitCode = EXIT.found;
}

function printStatus(status: GatewayStatus, now: number): void {
  const { config, listeners, decision_log } = status;
  const dropped = Object.entries(decision_log.dropped).filter(([, count]) => count > 0);
  print(
    row('gateway', `${status.ready ? colours.green('ready') : colours.red('not ready')}, ${plain(status.version)}`),
  );
  print(row('started', `${ago(status.started, now)}, generation ${status.generation}`));
  print(row('config', `${plain(config.file)}, in force since ${ago(config.loaded, now)}`));
  for (const { address, port, tls } of listeners) {
    print(row('listener', `${tls ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}`));
  }
  print(row('decisions', `${decision_log.received} received, ${decision_log.written} written`));
  for (const [reason, count] of dropped) print(row('', colours.red(`${count} dropped: ${reason}`)));
  const heads = ['BUNDLE', 'STATE', 'ACTIVE', 'PREVIOUS', 'ACTIVATED', 'ANSWERED', 'SOURCE'];
  print(`\n${table(heads, bundleRows(status, now))}`);
  for (const [name, { engine, wanted, active }] of Object.entries(status.bundles)) {
    if (wanted !== active) print(colours.yellow(plain(`${name}: its source offers ${wanted}, which does not answer`)));
    if (engine?.rewritten === false)
      print(colours.yellow(`${plain(name)} is not rewritten: a policy that loops costs a worker`));
  }
  for (const [name, { quarantined }] of Object.entries(status.bundles)) {
    for (const { revision, since, reason } of quarantined) {
      print(colours.red(`${plain(name)} ${plain(revision)} was taken back ${ago(since, now)}: ${plain(reason)}`));
    }
  }
  print(`\n${table(['WORKER', 'STATE', 'REVISIONS'], workerRows(status, now))}`);
  if (config.error) printError('configuration', config.error);
  for (const [name, bundle] of Object.entries(status.bundles)) {
    if (bundle.error) printError(`bundle ${plain(name)}${failedStep(bundle)}`, bundle.error);
    if (bundle.candidate && bundle.comparison) print(`\n${flipsText(bundle.comparison)}`);
  }
}

function bundleRows({ bundles }: GatewayStatus, now: number): string[][] {
  const colour = {
    active: colours.green,
    failed: colours.red,
    working: colours.yellow,
    waiting: colours.yellow,
    held: colours.red,
  };
  return Object.entries(bundles).map(([name, { state, active, previous, activated, answered, source }]) => [
    plain(name),
    colour[state](state),
    plain(active ?? '-'),
    plain(previous ?? '-'),
    activated === null ? '-' : ago(activated, now),
    answered === null ? '-' : ago(answered, now),
    plain(source),
  ]);
}

function workerRows({ workers }: GatewayStatus, now: number): string[][] {
  return workers.map(({ id, state, revisions, activated }) => {
    const serving = Object.entries(revisions).map(([bundle, revision]) =>
      plain(`${bundle} ${revision} (${ago(activated[bundle]!, now)})`),
    );
    return [String(id), state, serving.join(', ') || '-'];
  });
}

function failedStep({ steps }: BundleStatus): string {
  const failed = steps.find(({ state }) => state === 'failed');
  return failed ? `, step ${failed.name}` : '';
}

function printError(what: string, { code, message, findings }: StatusError): void {
  print(`\n${colours.red(what)} ${code}: ${plain(message)}`);
  for (const finding of findings) {
    const lines = finding.message.split('\n').map(plain);
    print(`  ${formatFinding({ ...finding, message: lines.join('\n    ') })}`);
  }
}

function row(name: string, value: string): string {
  return `${colours.bold(name.padEnd(9))} ${value}`;
}
