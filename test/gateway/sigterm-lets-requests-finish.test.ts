import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { ALLOW_ALL, eventually } from './fixture.ts';
import { configuration, folderWith, serve } from './process.ts';
import { startUpstream } from './upstream.ts';

test('SIGTERM: readiness goes off, requests in flight finish and say close, the log is whole, exit 0', async () => {
  const released = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  await using upstream = await startUpstream(async (_req, res) => {
    arrived.resolve();
    await released.promise;
    res.end('finished');
  });
  const folder = await folderWith({
    'regate.yaml': configuration(upstream.origin, { shutdown: { delay: '500ms' } }),
    'policies/gateway.rego': ALLOW_ALL,
  });
  const served = await serve(folder);
  const ready = async () => (await fetch(`${served.admin}/health/ready`)).status;
  assert.equal(await ready(), 200);

  const agent = new Agent({ keepAlive: true });
  const answer = Promise.withResolvers<{ body: string; connection: string | undefined }>();
  request(`${served.url}/api/slow`, { agent }, async (res) => {
    answer.resolve({ body: await text(res), connection: res.headers.connection });
  }).end();
  await arrived.promise;
  served.child.kill('SIGTERM');
  await eventually('readiness is off', async () => (await ready()) === 503);
  // A balancer that has not noticed yet may still send some.
  released.resolve();
  assert.equal((await fetch(`${served.url}/api/late`)).status, 200);
  assert.deepEqual(await answer.promise, { body: 'finished', connection: 'close' });
  assert.equal(await served.exited, 0);
  const log = await readFile(join(folder, 'decisions.jsonl'), 'utf8');
  assert.equal(log.trimEnd().split('\n').length, 2);
  await rm(folder, { recursive: true });
});
