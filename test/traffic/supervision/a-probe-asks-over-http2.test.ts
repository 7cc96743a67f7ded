import assert from 'node:assert/strict';
import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { test } from 'node:test';
import { until } from '../client.ts';
import { endpoint, portOf, probeOnce } from './probed.ts';

test('the same questions', async (t) => {
  const seen: unknown[] = [];
  const server = createHttp2((req, res) => {
    seen.push([req.method, req.url, req.authority]);
    res.writeHead(req.url === '/well' ? 200 : 500).end();
  });
  const port = await portOf(t, server);
  const asked = (path: string) => endpoint(`http://127.0.0.1:${port}`, { path, host: 'items' }, { protocol: 'h2c' });
  assert.equal(await probeOnce(t, asked('/well')), undefined);
  assert.equal(await probeOnce(t, asked('/ill')), 'it answered with 500');
  assert.deepEqual(seen, [
    ['GET', '/well', 'items'],
    ['GET', '/ill', 'items'],
  ]);
});

test('a body without end is not read to its end', async (t) => {
  let open = 0;
  const server = createHttp2((_, res) => {
    const write = () => {
      while (!res.destroyed && res.write(Buffer.alloc(16_384)));
    };
    res.on('drain', write);
    write();
  });
  server.on('session', (session) => {
    open++;
    session.on('close', () => open--);
  });
  const port = await portOf(t, server);
  const asked = endpoint(`http://127.0.0.1:${port}`, { timeout: 60_000 }, { protocol: 'h2c' });
  assert.equal(await probeOnce(t, asked), undefined);
  await until(() => open === 0);
});

test('silence, and who does not speak HTTP/2', async (t) => {
  const silent = await portOf(
    t,
    createHttp2(() => {}),
  );
  const asked = (port: number) => endpoint(`http://127.0.0.1:${port}`, { timeout: 100 }, { protocol: 'h2c' });
  assert.equal(await probeOnce(t, asked(silent)), 'no answer within 100 ms');
  const old = await portOf(t, createHttp1());
  assert.ok(await probeOnce(t, asked(old)));
});
