import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { GatewayStatus } from '../admin/control.ts';
import { GatewayError } from '../errors.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { duration } from './arguments.ts';
import { EXIT, note, print, printJson } from './output.ts';
import { plain } from './table.ts';

interface Options extends AdminOptions {
  readonly revision: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly json?: true;
}

const POLL_MS = 200;
const MINUTE = 60_000;

/** `regate wait`: returns when a revision is what every worker decides with. */
export function registerWait(program: Command): void {
  const command = program
    .command('wait')
    .description('wait until every worker enforces a revision of a bundle; exits with 1 if it does not come to that')
    .argument('<bundle>', 'name of the bundle')
    .requiredOption('--revision <revision>', 'the revision, as "regate status" shows it')
    .addOption(new Option('--timeout <duration>', 'how long').argParser(duration).default(MINUTE, '1m'))
    .option('--json', 'print what each worker enforces');
  addAdminOptions(command).action(run);
}

async function run(bundle: string, options: Options): Promise<void> {
  const { revision, timeout, json } = options;
  const admin = await connectAdmin(options);
  const end = performance.now() + timeout;
  let status = await admin.get<GatewayStatus>('/v1/status');
  while (!isEnforced(status, bundle, revision) && performance.now() < end) {
    await pause(Math.min(POLL_MS, end - performance.now()));
    status = await admin.get<GatewayStatus>('/v1/status');
  }
  const enforced = isEnforced(status, bundle, revision);
  const workers = workersOf(status);
  if (json) {
    const rows = workers.map(({ id, revisions, activated }) => {
      return { id, revision: revisions[bundle] ?? null, activated: activated[bundle] ?? null };
    });
    printJson({ bundle, revision, enforced, workers: rows, error: status.bundles[bundle]!.error });
  } else if (enforced) print(plain(`${bundle}: every worker enforces ${revision}`));
  else note(plain(`${bundle}: not every worker enforces ${revision}; ${standing(status, bundle)}`));
  if (!enforced) process.exitCode = EXIT.found;
}

/** Throws GatewayError admin_not_found where there is no such bundle. */
function isEnforced(status: GatewayStatus, bundle: string, revision: string): boolean {
  if (!Object.hasOwn(status.bundles, bundle)) throw new GatewayError('admin_not_found', `there is no bundle ${bundle}`);
  const workers = workersOf(status);
  return workers.length > 0 && workers.every(({ revisions }) => revisions[bundle] === revision);
}

/** Those that answer requests, or are about to. */
function workersOf({ workers }: GatewayStatus): GatewayStatus['workers'] {
  return workers.filter(({ state }) => state === 'serving' || state === 'starting');
}

function standing({ bundles }: GatewayStatus, bundle: string): string {
  const { active, wanted, error } = bundles[bundle]!;
  const offered = wanted === active ? '' : `, its source offers ${wanted}`;
  return `active is ${active ?? 'none'}${offered}${error ? `: ${error.code}: ${error.message}` : ''}`;
}
