import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { type BundleServer, serving, startBundleServer } from '../bundle/sources/bundle-server.ts';
import { type Running, start } from './fixture.ts';
import { archiveOf, build, GOOD } from './two-bundles.ts';
import { startUpstream } from './upstream.ts';

const TOKEN = 'a-token-that-nobody-sees';
const good = Buffer.from(await archiveOf(GOOD));
/** It denies everything, and its module is broken. */
const broken = Buffer.from(
  await archiveOf(
    await build('package gateway\n\n# METADATA\n# entrypoint: true\ndecision := {"allow": false}\n'),
    (wasm) => wasm.subarray(0, 100),
  ),
);

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let server: BundleServer;
let running: Running;

before(async () => {
  upstream = await startUpstream();
  server = await startBundleServer(serving(good, '"good"'));
  const source = { http: { url: server.url, poll: '1h', token: TOKEN } };
  running = await start({
    endpoints: [upstream.origin],
    config: { bundles: { main: { source, unsigned: 'allow' } } },
  });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const page = (status: number) => (_: IncomingMessage, res: ServerResponse) =>
  res.writeHead(status, { 'content-type': 'text/html', etag: '"wrong"' }).end('<html>Sorry</html>');

const ANSWERS: readonly [string, RegExp, (req: IncomingMessage, res: ServerResponse) => unknown][] = [
  ['500', /the server answers 500/, page(500)],
  ['a page with 200', /no gzipped archive/, page(200)],
  ['206', /a part of the bundle/, (_, res) => res.writeHead(206, { etag: '"wrong"' }).end(good)],
  [
    'a body that is cut off',
    /ended before the answer did/,
    (_, res) => {
      res
        .writeHead(200, { etag: '"wrong"', 'content-length': good.length })
        .write(good.subarray(0, 100), () => res.destroy());
    },
  ],
  ['a redirect', /redirects \(302\)/, (_, res) => res.writeHead(302, { location: `/?${TOKEN}` }).end()],
  [
    'its secret',
    /refuses us \(403\)/,
    ({ headers }, res) => res.writeHead(403, headers.authorization).end(headers.authorization),
  ],
];

for (const [name, says, answer] of ANSWERS) {
  test(`${name}: unreadable, and nothing changes`, async () => {
    server.answer = answer;
    await assert.rejects(running.gateway.control.refresh('main'), { code: 'bundle_unreadable' });
    const { state, error, steps, active, activations } = running.gateway.control.bundles().main!;
    assert.deepEqual(
      [state, activations, steps.at(-1)?.name, error?.code],
      ['failed', 1, 'fetched', 'bundle_unreadable'],
    );
    assert.match(error?.message ?? '', says);
    assert.equal((await fetch(`${running.url}/api/x`)).status, 200);

    server.answer = serving(good, '"good"');
    await running.gateway.control.refresh('main');
    const after = running.gateway.control.bundles().main!;
    assert.deepEqual([after.state, after.error, after.active], ['active', null, active], 'and it recovers');
  });
}

test('a bundle that fails is refused, and its ETag is not sent back', async () => {
  server.answer = serving(broken, '"broken"');
  await assert.rejects(running.gateway.control.refresh('main'), { code: 'bundle_abi' });
  const { failures } = running.gateway.control.bundles().main!;
  // It came again and is known: it is not tried again.
  await running.gateway.control.refresh('main');
  const status = running.gateway.control.bundles().main!;
  assert.deepEqual([status.state, status.error?.code, status.failures], ['failed', 'bundle_abi', failures]);
  assert.equal((await fetch(`${running.url}/api/x`)).status, 200);
});

test('only the ETag of what is active was ever sent, and the token is nowhere to be seen', async () => {
  const sent = server.requests.map((headers) => headers['if-none-match']);
  assert.deepEqual([...new Set(sent)], [undefined, '"good"']);
  assert.deepEqual([...new Set(server.requests.map(({ authorization }) => authorization))], [`Bearer ${TOKEN}`]);
  const shown = await Promise.all(
    ['/v1/status', '/v1/config', '/v1/bundles'].map(async (path) => (await running.admin(path)).text()),
  );
  for (const text of [running.log(), ...shown]) assert.doesNotMatch(text, new RegExp(TOKEN));
});
