import assert from 'node:assert/strict';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { folderWith, POLICY, regate } from '../cli/regate.ts';
import { eventually, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

test('where proof is required, and one with it is taken', async () => {
  const folder = await folderWith(POLICY);
  await regate(folder, ['keys', 'generate', 'release']);
  const build = async (name: string, ...more: string[]) => {
    const args = ['build', '-o', `${name}.tar.gz`, '--sign', 'release.key', '--key-id', 'release', '--revision', name];
    const { status, stderr } = await regate(folder, [...args, ...more]);
    assert.equal(status, 0, stderr);
  };
  await build('proven');
  await writeFile(join(folder, 'policies/gateway/extra.rego'), 'package gateway.extra\n\nx := 1\n');
  await build('unproven', '--no-tests');
  await copyFile(join(folder, 'proven.tar.gz'), join(folder, 'live.tar.gz'));

  await using service = await startUpstream();
  const source = { path: join(folder, 'live.tar.gz') };
  const keys = { release: { file: join(folder, 'release.pem'), algorithm: 'ES256' } };
  const config = { bundles: { main: { source, keys, admission: { proof: 'required', coverage: 50 } } } };
  await using running = await start({ endpoints: [service.origin], config });
  assert.equal((await fetch(`${running.url}/api/x`)).status, 200);

  await copyFile(join(folder, 'unproven.tar.gz'), source.path);
  const failed = await eventually('it is refused', async () => {
    const status = (await (await running.admin('/v1/bundles/main')).json()) as BundleStatus;
    return status.state === 'failed' && status;
  });
  assert.equal(failed.error?.code, 'policy_untested');
  assert.equal(failed.active, 'proven');
  assert.equal((await fetch(`${running.url}/api/x`)).status, 200);
});
