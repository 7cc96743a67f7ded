import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { eventually, start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

/** An upstream that remembers what it got, and never answers. */
async function startSilent() {
  const got: string[] = [];
  const server = createServer(async (req) => {
    const body = Buffer.concat(await req.toArray());
    got.push(`${req.method} ${req.url} ${req.headers['x-regate-mirror']} ${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a mirror gets a copy of each request, and its silence delays nobody', async () => {
  await using upstream = await startUpstream();
  using silent = await startSilent();
  await using running = await start({
    endpoints: [upstream.origin],
    config: {
      upstreams: { main: { endpoints: [upstream.origin] }, next: { endpoints: [silent.origin] } },
      routes: [
        { id: 'all', match: { path: '/api/**' }, authenticate: [], upstream: 'main', mirror: { upstream: 'next' } },
      ],
    },
  });
  const get = await fetch(`${running.url}/api/a?b=c`);
  assert.equal(get.status, 200);
  const post = await fetch(`${running.url}/api/d`, { method: 'POST', body: 'payload' });
  assert.equal(post.status, 200);
  await eventually('both copies', () => silent.got.length === 2);
  assert.deepEqual(silent.got.sort(), ['GET /api/a?b=c true ', 'POST /api/d true payload']);
});

test('a mirror that cannot be reached fails nobody', async () => {
  await using upstream = await startUpstream();
  await using running = await start({
    endpoints: [upstream.origin],
    config: {
      upstreams: { main: { endpoints: [upstream.origin] }, next: { endpoints: ['http://127.0.0.1:1'] } },
      routes: [
        { id: 'all', match: { path: '/api/**' }, authenticate: [], upstream: 'main', mirror: { upstream: 'next' } },
      ],
    },
  });
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${running.url}/api/a`)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
});
