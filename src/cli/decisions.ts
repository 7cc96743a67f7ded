import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { jsonText } from '../audit/json.ts';
import type { FoundDecisions } from '../audit/recent.ts';
import type { DecisionEvent } from '../contracts/event.ts';
import { type AdminClient, type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { duration } from './arguments.ts';
import { colours, print } from './output.ts';
import { plain, table } from './table.ts';

interface Options extends AdminOptions {
  readonly route?: string;
  readonly subject?: string;
  readonly allow?: true;
  readonly deny?: true;
  readonly outcome?: string;
  readonly flips?: true;
  /** RFC 3339. */
  readonly since?: string;
  readonly limit: string;
  readonly follow?: true;
  readonly json?: true;
}

const POLL_MS = 1000;
const MAX_LIMIT = 1000;
const OUTCOMES = ['allowed', 'denied', 'limited', 'unauthenticated', 'refused', 'shed', 'failed', 'aborted'];

const EXAMPLES = `
Examples:
  $ regate decisions --deny --since 15m
  $ regate decisions --subject alice --follow
  $ regate decisions 4e0b3a2c-8f0e-4a53-9a53-0f3f1f3a9b11`;

/** `regate decisions`: the newest events of the decision log. */
export function registerDecisions(program: Command): void {
  const command = program
    .command('decisions')
    .description('print the newest decisions of a running gateway, or one of them by its id')
    .argument('[id]', 'decision id: print this event, whole')
    .option('--route <id>', 'only of this route')
    .option('--subject <id>', 'only of this subject')
    .addOption(new Option('--allow', 'only what the policy allowed').conflicts('deny'))
    .option('--deny', 'only what the policy did not allow')
    .addOption(new Option('--outcome <outcome>', 'only what ended like this').choices(OUTCOMES))
    .option('--flips', 'only what a shadow would have decided otherwise')
    .option('--since <time>', 'only what arrived since then: RFC 3339, or a duration as 15m', since)
    .option('-n, --limit <count>', `at most so many, up to ${MAX_LIMIT}`, count, '20')
    .option('-f, --follow', 'go on printing as they come, until interrupted')
    .option('--json', 'print events, one a line')
    .addHelpText('after', EXAMPLES);
  addAdminOptions(command).action(run);
}

async function run(id: string | undefined, options: Options): Promise<void> {
  const admin = await connectAdmin(options);
  if (id !== undefined) {
    const event = await admin.get<DecisionEvent>(`/v1/decisions/${encodeURIComponent(id)}`);
    print(jsonText(event, 2)!);
    return;
  }
  const found = await admin.get<FoundDecisions>(`/v1/decisions?${query(options)}`);
  show(found, options, true);
  if (options.follow) await follow(admin, options, found.next);
}

async function follow(admin: AdminClient, options: Options, next: number): Promise<never> {
  for (let after = next; ; await pause(POLL_MS)) {
    const found = await admin.get<FoundDecisions>(
      `/v1/decisions?${query({ ...options, limit: String(MAX_LIMIT) })}&after=${after}`,
    );
    show(found, options, false);
    after = found.next;
  }
}

function query({ route, subject, allow, deny, outcome, flips, since, limit }: Options): string {
  const said = allow ? 'true' : deny ? 'false' : undefined;
  const filter = { route, subject, allow: said, outcome, flips: flips && 'true', since, limit };
  return new URLSearchParams(
    Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
}

/** Oldest first, so that the newest stands where the eye is, and more may follow. */
function show({ decisions }: FoundDecisions, { json }: Options, headings: boolean): void {
  const events = decisions.toReversed();
  if (json) for (const event of events) print(jsonText(event)!);
  else if (headings) print(table(HEADINGS, events.map(rowOf)));
  else for (const event of events) print(rowOf(event).join('  '));
}

const HEADINGS = ['TIME', 'OUTCOME', 'STATUS', 'ROUTE', 'SUBJECT', 'REQUEST', 'REASONS', 'DECISION'];
const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  allowed: colours.green,
  failed: colours.red,
  shed: colours.red,
};

function rowOf({ timestamp, http, subject, result, error, shadow, decision_id }: DecisionEvent): string[] {
  const given = (result as { reasons?: { code?: unknown }[] } | undefined)?.reasons;
  const reasons = Array.isArray(given) ? given.map((reason) => String(reason?.code)) : [];
  const codes = reasons.length > 0 ? reasons : error ? [error.code] : [];
  if (shadow?.flip !== undefined) codes.push(`${shadow.bundle}: ${shadow.flip}`);
  return [
    timestamp.slice(11, 23),
    (COLOURS[http.outcome] ?? colours.yellow)(http.outcome),
    http.status === 0 ? '-' : String(http.status),
    plain(http.route ?? '-'),
    plain(subject?.id || '-'),
    plain(`${http.method} ${http.path}`),
    plain(codes.join(',') || '-'),
    colours.dim(plain(decision_id)),
  ];
}

function since(text: string): string {
  if (/^\d+[a-z]+$/.test(text)) return new Date(Date.now() - duration(text)).toISOString();
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It is a time as 2026-01-02T15:04:05Z, or a duration as 15m.');
  return new Date(time).toISOString();
}

function count(text: string): string {
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > MAX_LIMIT) {
    throw new InvalidArgumentError(`It is a number from 1 to ${MAX_LIMIT}.`);
  }
  return text;
}
