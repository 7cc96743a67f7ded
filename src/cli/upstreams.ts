import type { Command } from 'commander';
import type { EndpointView, UpstreamView } from '../admin/upstreams-view.ts';
import { type AdminOptions, addAdminOptions, connectAdmin } from './admin-client.ts';
import { ago } from './ago.ts';
import { colours, EXIT, print, printJson } from './output.ts';
import { plain, table } from './table.ts';

interface Options extends AdminOptions {
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ regate upstreams
  $ regate upstreams drain items 10.0.0.1:8080
  $ regate upstreams restore items 10.0.0.1:8080`;

/** `regate upstreams`: the endpoints of a running gateway, and what an operator may do to them. */
export function registerUpstreams(program: Command): void {
  const upstreams = program
    .command('upstreams')
    .description('print the endpoints of all upstreams; exits with 1 if an upstream has none that is healthy')
    .option('--json', 'print all of it; of a change, the endpoint')
    .addHelpText('after', EXAMPLES);
  addAdminOptions(upstreams).action(run);

  addEndpoint(upstreams.command('drain'))
    .description('send no more requests to an endpoint, until "restore"; those under way finish')
    .action((name: string, id: string, _, command: Command) => change('drain', name, id, command.optsWithGlobals()));

  addEndpoint(upstreams.command('restore'))
    .description('take a drain back')
    .action((name: string, id: string, _, command: Command) => change('restore', name, id, command.optsWithGlobals()));
}

/** Options stand with the command above, wherever they are written. */
function addEndpoint(command: Command): Command {
  return command
    .argument('<upstream>', 'name of the upstream')
    .argument('<endpoint>', 'host and port, as the table has it')
    .configureHelp({ showGlobalOptions: true });
}

async function run(options: Options): Promise<void> {
  const admin = await connectAdmin(options);
  const { upstreams } = await admin.get<{ upstreams: Record<string, UpstreamView> }>('/v1/upstreams');
  if (options.json) printJson(upstreams);
  else printUpstreams(Object.entries(upstreams), Date.now());
  const down = Object.values(upstreams).some(({ endpoints }) => !endpoints.some(({ health }) => health === 'healthy'));
  if (down) process.exitCode = EXIT.found;
}

async function change(what: 'drain' | 'restore', name: string, id: string, options: Options): Promise<void> {
  const admin = await connectAdmin(options);
  const path = `/v1/upstreams/${encodeURIComponent(name)}/endpoints/${encodeURIComponent(id)}/${what}`;
  const endpoint = await admin.post<EndpointView>(path);
  if (options.json) printJson(endpoint);
  else print(`${plain(name)}: ${plain(endpoint.id)} is ${endpoint.health}, ${endpoint.in_flight} in flight`);
}

function printUpstreams(upstreams: readonly [string, UpstreamView][], now: number): void {
  const heads = [
    'UPSTREAM',
    'ENDPOINT',
    'HEALTH',
    'SINCE',
    'REQUESTS',
    'FAILED',
    '5XX',
    'IN FLIGHT',
    'P50',
    'P99',
    'REASON',
  ];
  const rows = upstreams.flatMap(([name, { endpoints }]) => endpoints.map((endpoint) => rowOf(name, endpoint, now)));
  print(table(heads, rows));
  const counts = upstreams.map(([name, { balancer, retries, retries_refused, overflows }]) => [
    plain(name),
    balancer,
    String(retries),
    String(retries_refused),
    String(Object.values(overflows).reduce((sum, count) => sum + count, 0)),
  ]);
  print(`\n${table(['UPSTREAM', 'BALANCER', 'RETRIES', 'NOT RETRIED', 'REFUSED'], counts)}`);
  for (const [name, { names }] of upstreams) {
    for (const { name: asked, error } of names) {
      if (error !== null) print(colours.red(`${plain(name)}: ${plain(asked)}: ${plain(error)}`));
    }
  }
}

function rowOf(upstream: string, endpoint: EndpointView, now: number): string[] {
  const { id, health, since, requests, failures, faults, in_flight, latency, reason } = endpoint;
  const colour = {
    healthy: colours.green,
    unhealthy: colours.red,
    ejected: colours.red,
    trial: colours.yellow,
    drained: colours.yellow,
  };
  return [
    plain(upstream),
    plain(id),
    colour[health](health),
    ago(since, now),
    String(requests),
    String(Object.values(failures).reduce((sum, count) => sum + count, 0)),
    String(faults),
    String(in_flight),
    latency === null ? '-' : milliseconds(latency.p50),
    latency === null ? '-' : milliseconds(latency.p99),
    plain(reason ?? '-'),
  ];
}

function milliseconds(ms: number): string {
  return `${ms >= 10 ? Math.round(ms) : ms} ms`;
}
