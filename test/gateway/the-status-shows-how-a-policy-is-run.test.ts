import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { BundleStatus } from '../../src/bundle/status.ts';
import { type Running, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

async function engineOf(running: Running): Promise<BundleStatus['engine']> {
  const answer = await running.admin('/v1/bundles/main');
  return ((await answer.json()) as BundleStatus).engine;
}

/** What `regate status` prints. */
async function shown({ gateway, folder }: Running): Promise<string> {
  const args = [MAIN, 'status', '--admin', gateway.admin, '--token-file', join(folder, 'state/admin-token')];
  return text(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
}

test('a policy carries its deadline itself, unless the configuration turns that off', async () => {
  await using upstream = await startUpstream();
  const endpoints = [upstream.origin];
  await using usual = await start({ endpoints, config: { evaluation: { memory: '64MiB' } } });
  const { rewritten, memory } = (await engineOf(usual)) ?? {};
  assert.equal(rewritten, true);
  assert.equal(memory?.maximum, 64 * 2 ** 20);
  assert.ok(memory.initial > 2 ** 20 && memory.initial < memory.maximum);
  assert.doesNotMatch(await shown(usual), /rewritten/);

  await using plain = await start({ endpoints, config: { evaluation: { rewrite: false } } });
  assert.equal((await engineOf(plain))?.rewritten, false);
  assert.match(await shown(plain), /^main is not rewritten: /m);
});
