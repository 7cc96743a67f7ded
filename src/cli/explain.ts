import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { jsonText } from '../audit/json.ts';
import { readRevision } from '../bundle/kept.ts';
import { BundleStore } from '../bundle/store.ts';
import { loadConfig } from '../config/load.ts';
import type { DecisionEvent } from '../contracts/event.ts';
import { GatewayError } from '../errors.ts';
import { type ExplainedDecision, explainable, explainRecorded } from '../replay/explain.ts';
import type { Recorded } from '../replay/recorded.ts';
import type { Sources } from '../toolchain/toolchain.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { append } from './arguments.ts';
import { CANDIDATE_HELP, readRego } from './candidate.ts';
import { explanationText } from './explanation-report.ts';
import { print, withProgress } from './output.ts';
import { withToolchain } from './policy-files.ts';
import { readLines } from './recorded-lines.ts';

interface Options extends AdminOptions {
  readonly log?: readonly string[];
  readonly event?: string;
  readonly policy?: string;
  readonly json?: true;
}

/** A gateway may have to start its toolchain, or to wait for it. */
const PATIENCE_MS = 60_000;

const EXAMPLES = `
Examples:
  $ regate decisions --deny
  $ regate explain 4e0b3a2c-8f0e-4a53-9a53-0f3f1f3a9b11
  $ regate explain 4e0b3a2c-8f0e-4a53-9a53-0f3f1f3a9b11 --log /var/log/regate
  $ regate explain --event event.json --policy git:v1.4:policies

Without --policy, a decision is explained by the bundle of its revision, which the gateway keeps in its state_dir.`;

/** `regate explain`: why a decision came out as it did. */
export function registerExplain(program: Command): void {
  const command = program
    .command('explain')
    .description('tell why a request was allowed or denied: rules, lines and values, and what would turn it round')
    .argument('[id]', 'decision id, of the problem that the client got or of `regate decisions`')
    .option('--log <path>', 'look in this file of the decision log, or folder of them; may be repeated', append)
    .option('--event <file>', 'explain the event in this JSON file, - for standard input')
    .option('--policy <policy>', `explain by this policy: ${CANDIDATE_HELP}`)
    .option('--json', 'print the explanation as JSON')
    .addHelpText('after', EXAMPLES);
  addAdminOptions(command).action(run);
}

async function run(id: string | undefined, options: Options): Promise<void> {
  const { event, log, policy } = options;
  if ((id === undefined) === (event === undefined)) throw new GatewayError('usage', 'give either an id or --event');
  if (event !== undefined && log !== undefined) throw new GatewayError('usage', 'give either --log or --event');
  const asks = id !== undefined && log === undefined && policy === undefined;
  const explained = await withProgress('Explaining', asks ? askGateway(id, options) : explainHere(id, options));
  print(options.json ? jsonText(explained, 2)! : explanationText(explained));
}

async function askGateway(id: string, options: Options): Promise<ExplainedDecision> {
  const admin = await connectAdmin(options);
  return admin.get(`/v1/decisions/${encodeURIComponent(id)}/explanation`, PATIENCE_MS);
}

async function explainHere(id: string | undefined, options: Options): Promise<ExplainedDecision> {
  const recorded = explainable(await findLine(id, options));
  const sources = await sourcesOf(recorded, options);
  return withToolchain((toolchain) => explainRecorded(toolchain, sources, recorded));
}

async function findLine(id: string | undefined, options: Options): Promise<string> {
  const { event, log } = options;
  if (event !== undefined) return readEvent(event);
  if (log !== undefined) return findLogged(id!, log);
  const admin = await connectAdmin(options);
  return JSON.stringify(await admin.get<DecisionEvent>(`/v1/decisions/${encodeURIComponent(id!)}`));
}

async function readEvent(file: string): Promise<string> {
  try {
    const line = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
    JSON.parse(line);
    return line;
  } catch (cause) {
    throw new GatewayError('usage', `${file}: ${(cause as Error).message}`, { cause });
  }
}

async function findLogged(id: string, paths: readonly string[]): Promise<string> {
  const quoted = JSON.stringify(id);
  let found: string | undefined;
  await readLines(paths, async (lines) => {
    if (found !== undefined || !lines.includes(quoted)) return;
    found = lines.split('\n').find((line) => line.includes(quoted) && idOf(line) === id);
  });
  if (found !== undefined) return found;
  throw new GatewayError('admin_not_found', `there is no decision ${quoted} in ${paths.join(', ')}`);
}

function idOf(line: string): unknown {
  try {
    return JSON.parse(line).decision_id;
  } catch {
    return undefined;
  }
}

/** Where no policy is named: what the gateway keeps of the revision. */
async function sourcesOf({ bundle, revision }: Recorded, options: Options): Promise<Sources> {
  if (options.policy !== undefined) return readRego(options.policy);
  if (bundle === undefined || revision === undefined) {
    throw new GatewayError('usage', 'the event names no bundle: name the policy that decided with --policy');
  }
  const { stateDir } = await loadConfig(options.config, { env: process.env }).catch((error: GatewayError) => {
    const how = 'with --policy POLICY the decision can be explained nevertheless';
    throw new GatewayError('config_invalid', `${error.message}; ${how}`, { findings: error.findings });
  });
  return readRevision(new BundleStore(join(stateDir, 'bundles')), bundle, revision);
}
