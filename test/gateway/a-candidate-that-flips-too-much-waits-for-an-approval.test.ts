import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { eventually, type Running, start } from './fixture.ts';
import { startLoad } from './load.ts';
import { configuration, folderWith, serve } from './process.ts';
import { startUpstream } from './upstream.ts';

const policy = (denied: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": input.request.path != "${denied}", "reasons": [{"code": "path"}]}
`;

const status = async (running: Running) => (await (await running.admin('/v1/bundles/main')).json()) as BundleStatus;

const post = (running: Running, action: string, body: object) =>
  running
    .admin(`/v1/bundles/main/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    .then(async (answer) => ({ status: answer.status, body: await answer.json() }));

const get = async (running: Running, path: string) => {
  const answer = await fetch(running.url + path);
  await answer.body?.cancel();
  return answer.status;
};

const BUNDLES = (flips: object, more: object = {}) => ({
  bundles: { main: { source: { path: './policies' }, admission: { flips, ...more } } },
});

test('one flip in ten thousand decisions', async () => {
  await using service = await startUpstream();
  const config = BUNDLES({ deny_to_allow: 0 });
  await using running = await start({
    policies: { 'p.rego': policy('/api/secret') },
    endpoints: [service.origin],
    config,
  });
  assert.equal(await get(running, '/api/secret'), 403);
  await startLoad(running.url, { connections: 16, total: 9999 }).done;
  await running.events(10_000);

  await running.write('policies/p.rego', policy('/api/other'));
  const held = await eventually('the candidate is held', async () => {
    const now = await status(running);
    return now.state === 'held' && now;
  });
  assert.equal(held.error?.code, 'bundle_flips');
  assert.equal(held.steps.at(-1)?.name, 'compared');
  assert.equal(held.comparison?.compared, 10_000);
  assert.deepEqual(held.comparison?.flips, { deny_to_allow: 1, allow_to_deny: 0, changed: 0 });
  assert.deepEqual(held.comparison?.groups[0]?.example.recorded.input, { request: { path: '/api/secret' } });
  assert.equal(await get(running, '/api/secret'), 403, 'the old policy goes on');

  const wrong = await post(running, 'approve', { digest: 'f'.repeat(16) });
  assert.equal(wrong.status, 422);
  assert.equal(await get(running, '/api/secret'), 403);

  const approved = await post(running, 'approve', { digest: held.candidate?.digest });
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  assert.equal((approved.body as BundleStatus).state, 'active');
  assert.equal(await get(running, '/api/secret'), 200);
});

test('what is tolerable passes, and is shown', async () => {
  await using service = await startUpstream();
  const config = BUNDLES({ deny_to_allow: 1, allow_to_deny: '50%' });
  await using running = await start({
    policies: { 'p.rego': policy('/api/secret') },
    endpoints: [service.origin],
    config,
  });
  for (const path of ['/api/secret', '/api/other', '/api/more']) await get(running, path);
  await running.events(3);
  await running.write('policies/p.rego', policy('/api/other'));
  const now = await eventually('the candidate answers', async () => {
    const found = await status(running);
    return found.activations === 2 && found;
  });
  assert.deepEqual(now.comparison?.flips, { deny_to_allow: 1, allow_to_deny: 1, changed: 0 });
  assert.equal(await get(running, '/api/other'), 403);
});

test('another candidate takes the place of the one that is held', async () => {
  await using service = await startUpstream();
  const config = BUNDLES({ deny_to_allow: 0 });
  await using running = await start({
    policies: { 'p.rego': policy('/api/secret') },
    endpoints: [service.origin],
    config,
  });
  await get(running, '/api/secret');
  await running.events(1);
  await running.write('policies/p.rego', policy('/api/other'));
  await eventually('the candidate is held', async () => (await status(running)).state === 'held');
  await running.write('policies/p.rego', `${policy('/api/secret')}\n# Another text.\n`);
  await eventually('the next one answers', async () => (await status(running)).state === 'active');
  assert.equal((await status(running)).candidate, null);
  assert.equal((await post(running, 'approve', { digest: 'a'.repeat(16) })).status, 404);
});

test('a restart lets nothing pass', async () => {
  await using service = await startUpstream();
  const text = configuration(service.origin, BUNDLES({ deny_to_allow: 0 }));
  const folder = await folderWith({ 'regate.yaml': text, 'policies/p.rego': policy('/api/secret') });
  const first = await serve(folder);
  assert.equal((await fetch(`${first.url}/api/secret`)).status, 403);
  await writeFile(join(folder, 'policies/p.rego'), policy('/api/other'));
  await eventually('it is held', () => first.log().includes('waits for an approval'));
  first.child.kill('SIGKILL');
  await first.exited;
  const second = await serve(folder);
  await eventually('it is held again', () => second.log().includes('waits for an approval'));
  assert.equal((await fetch(`${second.url}/api/secret`)).status, 403);
  second.child.kill('SIGKILL');
  await second.exited;
  await rm(folder, { recursive: true });
});
