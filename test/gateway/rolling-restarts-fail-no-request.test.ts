import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../system/free-port.ts';
import { startHaproxy } from '../system/haproxy.ts';
import { eventually } from './fixture.ts';
import { startOpenLoad } from './open-load.ts';
import { configuration, folderWith, type Served, serve } from './process.ts';
import { archiveOf, GOOD } from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

/** Of one gateway at a time, in turn. */
const RESTARTS = 20;
/** Milliseconds between two questions of HAProxy whether a gateway is ready. */
const INTERVAL_MS = 100;

test(`${RESTARTS} rolling restarts of two gateways behind HAProxy fail no request`, async () => {
  await using upstream = await startUpstream();
  const gateways = await Promise.all([1, 2].map((n) => install(`gateway${n}`, upstream.origin)));
  const running: Served[] = await Promise.all(gateways.map(({ folder }) => serve(folder)));
  const haproxy = await startHaproxy(gateways, INTERVAL_MS);
  try {
    await eventually('both are up', async () => (await haproxy.up()).size === 2);
    const load = startOpenLoad(haproxy.origin, { rate: 50, posts: 5 });
    for (let restart = 0; restart < RESTARTS; restart++) {
      const index = restart % gateways.length;
      const { name, folder } = gateways[index]!;
      const { child, exited, log } = running[index]!;
      child.kill('SIGTERM');
      assert.equal(await exited, 0, log());
      running[index] = await serve(folder);
      await eventually(`${name} is up`, async () => (await haproxy.up()).has(name));
    }
    await load.stop();
    const failed = load.samples.filter(({ status }) => status !== 200);
    assert.deepEqual(failed, []);
    assert.equal(upstream.seen.length, load.samples.length);
  } finally {
    await haproxy.close();
    for (const { child, exited } of running) {
      child.kill('SIGKILL');
      await exited;
    }
    for (const { folder } of gateways) await rm(folder, { recursive: true });
  }
});

/** A bundle in place of a folder of policies: nothing has to be compiled at a start. */
async function install(name: string, upstream: string) {
  const [port, healthPort] = [await freePort(), await freePort()];
  const folder = await folderWith({
    'regate.yaml': configuration(upstream, {
      listeners: [{ address: '127.0.0.1', port }],
      admin: { address: '127.0.0.1', port: healthPort, token_file: './state/admin-token' },
      bundles: {
        main: {
          source: { path: './bundle.tar.gz' },
          entrypoint: 'gateway/decision',
          admission: { engines: 'skip', tests: 'optional' },
        },
      },
      shutdown: { delay: `${4 * INTERVAL_MS}ms` },
    }),
  });
  await writeFile(join(folder, 'bundle.tar.gz'), await archiveOf(GOOD));
  return { name, port, healthPort, folder };
}
