import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { GatewayStatus } from '../../src/admin/control.ts';
import { ALLOW_ALL, eventually, type Running, start } from '../gateway/fixture.ts';
import { startUpstream } from '../gateway/upstream.ts';
import { begin, regate } from './command-line.ts';

const revised = (revision: string) => ({
  '.manifest': JSON.stringify({ revision, roots: [''] }),
  'gateway.rego': ALLOW_ALL,
});

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let running: Running;
let options: string[];

before(async () => {
  upstream = await startUpstream();
  running = await start({ policies: revised('r1'), endpoints: [upstream.origin] });
  options = ['--admin', running.gateway.admin, '--token-file', join(running.folder, 'state/admin-token')];
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const status = async () => (await (await running.admin('/v1/status')).json()) as GatewayStatus;

test('it returns at once where they do, and tells since when', async () => {
  const ran = await regate('wait', 'main', '--revision', 'r1', ...options);
  assert.deepEqual(ran, { code: 0, out: 'main: every worker enforces r1\n', err: '' });
  const { bundles, workers, started } = await status();
  const { out } = await regate('wait', 'main', '--revision', 'r1', '--json', ...options);
  assert.deepEqual(JSON.parse(out), {
    bundle: 'main',
    revision: 'r1',
    enforced: true,
    workers: workers.map(({ id, activated }) => ({ id, revision: 'r1', activated: activated.main })),
    error: null,
  });
  for (const { activated } of workers) {
    assert.ok(started <= activated.main! && activated.main! <= bundles.main!.activated!);
  }
});

test('it waits for what comes later, which has a time of its own in each worker', async () => {
  const before = await status();
  const child = begin('wait', 'main', '--revision', 'r2', '--timeout', '5m', ...options);
  const printed = text(child.stdout);
  for (const [name, content] of Object.entries(revised('r2'))) await running.write(`policies/${name}`, content);
  const [code] = await once(child, 'exit');
  assert.deepEqual([code, await printed], [0, 'main: every worker enforces r2\n']);
  const now = await status();
  for (const [index, { activated, revisions }] of now.workers.entries()) {
    assert.equal(revisions.main, 'r2');
    assert.ok(activated.main! > before.workers[index]!.activated.main!);
  }
  await running.configure({ shed: { in_flight: 500 } });
  const next = await eventually('another generation', async () => {
    const reloaded = await status();
    return reloaded.generation > now.generation && reloaded;
  });
  assert.deepEqual(next.workers, now.workers, 'another generation with the same policy changes no time');
});

test('what does not come ends with 1 and says how things stand', async () => {
  const ran = await regate('wait', 'main', '--revision', 'r9', '--timeout', '300ms', ...options);
  assert.deepEqual([ran.code, ran.out], [1, '']);
  assert.equal(ran.err, 'main: not every worker enforces r9; active is r2\n');
  await running.write('policies/gateway.rego', 'package gateway\n\nbroken := {');
  await eventually('it is refused', async () => (await status()).bundles.main?.state === 'failed');
  const refused = await regate('wait', 'main', '--revision', 'r3', '--timeout', '0s', ...options);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /active is r2.*: policy_invalid: /);
});

test('a bundle that is not there ends with 1, a gateway that is not there with 3, wrong usage with 2', async () => {
  const missing = await regate('wait', 'constructor', '--revision', 'r1', ...options);
  assert.deepEqual([missing.code, missing.err], [1, 'error admin_not_found: there is no bundle constructor\n']);
  const nobody = ['--admin', 'http://127.0.0.1:1', ...options.slice(2)];
  assert.equal((await regate('wait', 'main', '--revision', 'r1', ...nobody)).code, 3);
  assert.equal((await regate('wait', 'main', ...options)).code, 2);
  assert.equal((await regate('wait', 'main', '--revision', 'r1', '--timeout', 'soon', ...options)).code, 2);
});
