import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { folderWith, regate } from '../cli/regate.ts';
import { eventually, type Running, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const edition = (name: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "obligations": [{"type": "response_headers", "set": {"x-edition": "${name}"}}]}
`;

/** Signed bundles of the editions one and two, and the key that they are signed with. */
async function release(more: (edition: number) => string[]): Promise<string> {
  const folder = await folderWith({ 'one/p.rego': edition('one'), 'two/p.rego': edition('two') });
  await regate(folder, ['keys', 'generate', 'release']);
  for (const [index, name] of ['one', 'two'].entries()) {
    const args = ['build', name, '-o', `${name}.tar.gz`, '--no-tests', '--sign', 'release.key', '--key-id', 'release'];
    const built = await regate(folder, [...args, ...more(index + 1)]);
    assert.equal(built.status, 0, built.stderr);
  }
  return folder;
}

const status = async (running: Running) => (await (await running.admin('/v1/bundles/main')).json()) as BundleStatus;
const editionOf = async ({ url }: Running) => (await fetch(`${url}/api/x`)).headers.get('x-edition');

async function replayed(more: (edition: number) => string[], says: RegExp): Promise<void> {
  const folder = await release(more);
  await using service = await startUpstream();
  const source = { path: join(folder, 'live.tar.gz') };
  const keys = { release: { file: join(folder, 'release.pem'), algorithm: 'ES256' } };
  const put = (name: string) => copyFile(join(folder, `${name}.tar.gz`), source.path);
  await put('one');
  await using running = await start({ endpoints: [service.origin], config: { bundles: { main: { source, keys } } } });
  assert.equal(await editionOf(running), 'one');
  await put('two');
  await eventually('the second release', async () => (await editionOf(running)) === 'two');
  await put('one');
  const failed = await eventually('the first one is refused', async () => {
    const now = await status(running);
    return now.state === 'failed' && now;
  });
  assert.equal(failed.error?.code, 'bundle_order');
  assert.match(failed.error?.message ?? '', says);
  assert.equal(failed.steps.at(-1)?.name, 'ordered');
  assert.equal(await editionOf(running), 'two');
  const forced = await running.admin('/v1/bundles/main/activate', { method: 'POST' });
  assert.equal(forced.status, 200);
  assert.equal(await editionOf(running), 'one', 'an operator may');
}

test('by its serial', () =>
  replayed((serial) => ['--serial', String(serial)], /its serial is 1, and .* has the serial 2/));

test('or because it answered before', () => replayed(() => [], /answered before/));
