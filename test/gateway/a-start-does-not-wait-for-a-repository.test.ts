import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { openRepository } from '../bundle/sources/repository.ts';
import { edition } from './git.ts';
import { configuration, folderWith, type Served, serve } from './process.ts';
import { startUpstream } from './upstream.ts';

function configured(endpoint: string, url: string): string {
  const source = { git: { url, path: 'policies', poll: '1h' } };
  return configuration(endpoint, { bundles: { main: { source, unsigned: 'allow' } } });
}

async function statusOf(served: Served, folder: string): Promise<BundleStatus> {
  const authorization = `Bearer ${(await readFile(join(folder, 'state/admin-token'), 'utf8')).trim()}`;
  const answer = await fetch(`${served.admin}/v1/bundles/main`, { headers: { authorization } });
  return (await answer.json()) as BundleStatus;
}

test('after kill -9 the last known good policy serves, while the repository does not answer', async () => {
  await using upstream = await startUpstream();
  await using repository = await openRepository(edition('one'));
  const folder = await folderWith({ 'regate.yaml': configured(upstream.origin, repository.url) });
  const first = await serve(folder);
  first.child.kill('SIGKILL');
  await first.exited;

  // It takes connections and says nothing.
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  await writeFile(join(folder, 'regate.yaml'), configured(upstream.origin, `https://127.0.0.1:${port}/p.git`));
  const second = await serve(folder);
  try {
    const { active, answered, error } = await statusOf(second, folder);
    assert.deepEqual(
      { active, answered, error },
      { active: await repository.git('rev-parse', 'HEAD'), answered: null, error: null },
    );
    assert.equal((await fetch(`${second.url}/api/x`)).status, 200);
  } finally {
    // What still asks ends with the gateway.
    second.child.kill('SIGTERM');
    assert.equal(await second.exited, 0);
    silent.close();
    await rm(folder, { recursive: true });
  }
});
