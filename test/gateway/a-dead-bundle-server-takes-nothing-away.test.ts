import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { serving, startBundleServer } from '../bundle/sources/bundle-server.ts';
import { eventually } from './fixture.ts';
import { configuration, folderWith, type Served, serve } from './process.ts';
import { archiveOf, GOOD } from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

const good = Buffer.from(await archiveOf(GOOD));

async function statusOf(served: Served, folder: string): Promise<BundleStatus> {
  const authorization = `Bearer ${(await readFile(join(folder, 'state/admin-token'), 'utf8')).trim()}`;
  return (await (
    await fetch(`${served.admin}/v1/bundles/main`, { headers: { authorization } })
  ).json()) as BundleStatus;
}

async function stop({ child, exited }: Served): Promise<void> {
  child.kill('SIGTERM');
  assert.equal(await exited, 0);
}

test('while the server is dead the last known good policy serves, also after a restart, unless its copy was changed', async () => {
  await using upstream = await startUpstream();
  const server = await startBundleServer(serving(good, '"good"'));
  const source = { http: { url: server.url, poll: '1s', long_poll: '1s' } };
  const folder = await folderWith({
    'regate.yaml': configuration(upstream.origin, { bundles: { main: { source, unsigned: 'allow' } } }),
  });
  const status = async (served: Served) => (await fetch(`${served.url}/api/x`)).status;

  const first = await serve(folder);
  assert.equal(await status(first), 200);
  await server[Symbol.asyncDispose]();
  const failed = await eventually('the server is missed', async () => {
    const now = await statusOf(first, folder);
    return now.failures >= 2 && now;
  });
  assert.deepEqual([failed.state, failed.error?.code], ['failed', 'bundle_unreadable']);
  assert.equal(await status(first), 200);
  await stop(first);

  const second = await serve(folder);
  assert.equal(await status(second), 200);
  assert.equal((await statusOf(second, folder)).active, GOOD.revision);
  await stop(second);

  const kept = join(folder, 'state/bundles/main');
  const [copy] = (await readdir(kept)).filter((name) => name.endsWith('.tar.gz'));
  const bytes = await readFile(join(kept, copy!));
  bytes[bytes.length - 20]! ^= 1;
  await writeFile(join(kept, copy!), bytes);
  const third = await serve(folder);
  assert.equal(await status(third), 503);
  assert.match(third.log(), /was changed on disk/);
  await stop(third);
  await rm(folder, { recursive: true });
});
