// How long `regate replay` takes for a decision log: the policy that wrote it, one that lets more pass, and the two against
// each other.
//
//   node bench/replay.ts [--decisions 100000] [--rounds 3]
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from '../src/bundle/admission/load.ts';
import { Engine } from '../src/policy/engine.ts';
import { readSources, Toolchain } from '../src/toolchain/toolchain.ts';

const { values } = parseArgs({
  options: { decisions: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '3' } },
});
const decisions = Number(values.decisions);
const root = join(import.meta.dirname, '..');
const main = join(root, 'src/cli/main.ts');

const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'];
const ROUTES = ['items', 'orders', 'reports', 'public', 'unknown'];
const ROLES = ['viewer', 'editor', 'partner', 'nothing'];

const folder = await mkdtemp(join(tmpdir(), 'regate-replay-'));
try {
  const policies = join(root, 'policies');
  const log = join(folder, 'decisions.jsonl');
  await writeLog(policies, log);
  const candidate = join(folder, 'candidate');
  await cp(policies, candidate, { recursive: true });
  const data = JSON.parse(await readFile(join(candidate, 'data.json'), 'utf8'));
  data.roles.viewer.grants.items.POST = true;
  await writeFile(join(candidate, 'data.json'), JSON.stringify(data));
  console.log(`${decisions} decisions, ${((await stat(log)).size / 1e6).toFixed(0)} MB\n`);
  console.log('| replay | seconds, all of the command | decisions/s | flips |\n|---|---|---|---|');
  await measure('the policy that decided', [policies, log]);
  await measure('a candidate', [candidate, log]);
  await measure('a candidate against a policy (`--before`)', [candidate, log, '--before', policies]);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(name: string, args: readonly string[]): Promise<void> {
  const times: number[] = [];
  let flips = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    const started = performance.now();
    const text = await replay(args);
    times.push((performance.now() - started) / 1000);
    const comparison = JSON.parse(text);
    if (comparison.compared !== decisions) throw new Error(`${comparison.compared} of ${decisions} were compared`);
    flips = comparison.compared - comparison.same;
  }
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1] as number;
  const range = `${times[0]?.toFixed(1)}..${times.at(-1)?.toFixed(1)}`;
  const rate = Math.round(decisions / median).toLocaleString('en');
  console.log(`| ${name} | ${median.toFixed(1)} (${range}) | ${rate} | ${flips.toLocaleString('en')} |`);
}

/** Flips end the command with 1. */
function replay(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 1 << 28 };
    execFile(process.execPath, [main, 'replay', ...args, '--json'], options, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(stderr, { cause: error }));
      else resolve(stdout);
    });
  });
}

/** A log as the gateway writes it, with other people, things and addresses in each event. */
async function writeLog(policies: string, log: string): Promise<void> {
  const toolchain = await Toolchain.start();
  const built = await toolchain.build(await readSources(policies), { entrypoints: ['gateway/decision'] });
  await toolchain.close();
  const bundle = { name: 'main' };
  const policy = await load(built.files, { bundle, entrypoints: [], evaluation: { rewrite: true, memory: 64 << 20 } });
  const entrypoint = Engine.load(policy, { deadline: 1000 }).entrypoint('gateway/decision');
  if (entrypoint === undefined) throw new Error('policies/ has no gateway/decision');
  const stream = createWriteStream(log);
  for (let i = 0; i < decisions; i++) {
    const asked = requestOf(i);
    const { value, input } = entrypoint.evaluate(asked);
    const event = {
      decision_id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      timestamp: new Date(1_767_000_000_000 + i).toISOString(),
      sequence: i + 1,
      labels: { id: 'gateway-1', version: '0.1.0' },
      bundles: { main: { revision: policy.revision } },
      path: 'gateway/decision',
      input: JSON.parse(input),
      reads: entrypoint.reads?.map((path) => `/${path.join('/')}`),
      result: value,
      requested_by: asked.client.address,
      subject: { kind: 'jwt', id: asked.subject.id, issuer: 'corp' },
      metrics: { timer_rego_query_eval_ns: 21_000 + (i % 7000), timer_server_handler_ns: 900_000 + i },
      http: {
        request_id: `r${i}`,
        method: asked.request.method,
        host: 'shop.example',
        path: asked.request.path,
        status: 200,
        route: asked.route.id,
        attempts: 1,
        bytes_in: 0,
        bytes_out: 1024,
        outcome: 'answered',
      },
    };
    if (!stream.write(`${JSON.stringify(event)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

function requestOf(i: number) {
  const of = <Item>(items: readonly Item[], step: number) => items[Math.floor(i / step) % items.length] as Item;
  const route = of(ROUTES, 6);
  const id = String(1000 + (i % 500));
  return {
    request: { method: of(METHODS, 1), path: `/api/v1/${route}/${id}`, headers: { accept: '*/*' } },
    route: { id: route, params: { id }, labels: {} },
    subject: {
      kind: 'jwt',
      id: `user-${(i * 7919) % 5000}`,
      issuer: 'corp',
      scopes: i % 3 === 0 ? ['reports:read'] : [],
      claims: { roles: [of(ROLES, 30)] },
    },
    client: { address: `192.0.2.${i % 250}` },
  };
}
