import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { start } from '../gateway/fixture.ts';
import { startUpstream } from '../gateway/upstream.ts';
import { certificate, certificateFile, key } from '../traffic/certificate.ts';
import { keyFile } from './grpc.ts';
import { h2spec } from './h2spec.ts';

const PAGE = join(import.meta.dirname, '../../docs/protocols.md');

/** The port of a server of Node that does nothing of its own. */
async function startBare(t: TestContext): Promise<number> {
  const server = createSecureServer({ cert: certificate, key }, (req, res) => {
    req.resume();
    res.end('ok');
  });
  server.on('sessionError', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('h2spec finds no more in the gateway than in a bare server of Node', async (t) => {
  await using upstream = await startUpstream();
  await using running = await start({
    endpoints: [upstream.origin],
    config: {
      listeners: [{ address: '127.0.0.1', port: 0, tls: { certificates: [{ cert: certificateFile, key: keyFile }] } }],
      routes: [{ id: 'all', match: { path: '/**' }, authenticate: [], bundle: 'main', upstream: 'main' }],
    },
  });
  const bare = await h2spec(await startBare(t));
  const ours = await h2spec(Number(new URL(running.url).port));
  for (const failed of ours.failed) t.diagnostic(`fails: ${failed}`);
  t.diagnostic(`${ours.passed} pass, ${ours.skipped} are skipped, ${ours.failed.length} fail`);

  assert.equal(ours.passed + ours.skipped + ours.failed.length, 145);
  const added = ours.failed.filter((name) => !bare.failed.includes(name));
  assert.deepEqual(added, []);
  const page = await readFile(PAGE, 'utf8');
  const unnamed = ours.failed.filter((name) => !page.includes(`\`${name}\``));
  assert.deepEqual(unnamed, [], 'docs/protocols.md names what fails');
});
