import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { opa } from '../bundle/opa-cli.ts';
import { holding, serving, startBundleServer } from '../bundle/sources/bundle-server.ts';
import { eventually, type Running, start } from './fixture.ts';
import { startLoad } from './load.ts';
import { startUpstream } from './upstream.ts';

const folder = await mkdtemp(join(tmpdir(), 'regate-'));
after(() => rm(folder, { recursive: true }));

/** A bundle that OPA built of a policy that names its revision in its decision. */
async function released(revision: string): Promise<Buffer> {
  const policy = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "obligations": [{"type": "response_headers", "set": {"x-edition": "${revision}"}}]}
`;
  const file = join(folder, `${revision}.tar.gz`);
  await writeFile(join(folder, 'gateway.rego'), policy);
  await opa('build', '-t', 'wasm', '--revision', revision, join(folder, 'gateway.rego'), '-o', file);
  return readFile(file);
}

const [one, two] = [await released('one'), await released('two')];

function following(endpoint: string, url: string, http: object = {}): Promise<Running> {
  const source = { http: { url, poll: '1h', ...http } };
  return start({ endpoints: [endpoint], config: { bundles: { main: { source, unsigned: 'allow' } } } });
}

const statusOf = ({ gateway }: Running): BundleStatus => gateway.control.bundles().main!;
const editionOf = async ({ url }: Running) => (await fetch(`${url}/api/x`)).headers.get('x-edition');

test('a bundle of OPA is served from its server, and a change by a long poll is in every worker at once', async (t) => {
  await using upstream = await startUpstream();
  const bundles = holding(one, '"one"');
  await using server = await startBundleServer(bundles.answer);
  await using running = await following(upstream.origin, server.url, { long_poll: '1h' });
  const { control } = running.gateway;
  await eventually('the server holds a request', () => bundles.waiting.length === 1);
  assert.equal(await editionOf(running), 'one');
  const load = startLoad(running.url, { connections: 8 });
  await eventually('requests', () => (load.statuses.get(200) ?? 0) > 100);

  const before = statusOf(running);
  const began = performance.now();
  bundles.change(two, '"two"');
  await eventually('every worker enforces it', () =>
    control.status().workers.every(({ revisions }) => revisions.main === 'two'),
  );
  t.diagnostic(`${Math.round(performance.now() - began)} ms from the answer to the last worker, under load`);
  await load.stop();
  assert.deepEqual([load.failures, [...load.statuses.keys()]], [[], [200]]);
  assert.equal(await editionOf(running), 'two');

  await eventually('the next request is held', () => bundles.waiting.length === 1);
  assert.equal(server.requests.at(-1)?.['if-none-match'], '"two"');
  const { asked, answered, downloaded, activated, active, previous, source } = statusOf(running);
  assert.deepEqual({ active, previous, source }, { active: 'two', previous: 'one', source: server.url });
  // It was asked long before it answered, and what is asked now was not answered yet.
  assert.ok(before.asked! <= before.answered! && before.answered! < answered!);
  assert.ok(answered! <= downloaded! && downloaded! <= activated! && activated! <= asked!);

  await pause(20);
  bundles.expire();
  await eventually('it is answered that nothing is new', () => statusOf(running).answered! > answered!);
  assert.equal(statusOf(running).asked, asked, 'which was asked when it began to wait');
});

test('a server that has nothing new answers, and nothing else happens', async () => {
  await using upstream = await startUpstream();
  await using server = await startBundleServer(serving(one, '"one"'));
  await using running = await following(upstream.origin, server.url);
  await eventually('the look after the start', () => server.requests.length === 2);
  const before = statusOf(running);
  await running.gateway.control.refresh('main');
  const now = statusOf(running);
  assert.ok(now.asked! > before.asked! && now.answered! >= now.asked!);
  const still = ['downloaded', 'activated', 'activations', 'state', 'active'] as const;
  for (const member of still) assert.deepEqual(now[member], before[member], member);
  assert.deepEqual(
    server.requests.map((headers) => headers['if-none-match']),
    [undefined, '"one"', '"one"'],
  );
});

test('equal bytes with another ETag each time are not activated again', async () => {
  await using upstream = await startUpstream();
  let n = 0;
  await using server = await startBundleServer((req, res) => serving(one, `"${n++}"`)(req, res));
  await using running = await following(upstream.origin, server.url);
  for (let look = 0; look < 3; look++) await running.gateway.control.refresh('main');
  const { activations, failures, state } = statusOf(running);
  assert.deepEqual({ activations, failures, state }, { activations: 1, failures: 0, state: 'active' });
  assert.equal(running.gateway.control.status().generation, 1);
});
