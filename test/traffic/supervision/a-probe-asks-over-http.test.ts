import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../client.ts';
import { refusingOrigin, startHttp, startTcp } from '../upstreams.ts';
import { endpoint, probeOnce } from './probed.ts';

test('GET of the path, with the endpoint’s own authority, on a connection that ends with it', async (t) => {
  const seen: unknown[] = [];
  const upstream = await startHttp(t, (req, res) => {
    seen.push([req.method, req.url, req.headers.host, req.headers.connection]);
    res.end();
  });
  assert.equal(await probeOnce(t, endpoint(upstream.origin)), undefined);
  assert.deepEqual(seen, [['GET', '/healthz', `127.0.0.1:${upstream.port}`, 'close']]);
});

test('the Host field of the configuration, or the name that DNS was asked about', async (t) => {
  const hosts: unknown[] = [];
  const upstream = await startHttp(t, (req, res) => {
    hosts.push(req.headers.host);
    res.end();
  });
  await probeOnce(t, endpoint(upstream.origin, { host: 'items.internal' }));
  await probeOnce(t, endpoint(upstream.origin, {}, { serverName: 'items.test' }));
  assert.deepEqual(hosts, ['items.internal', `items.test:${upstream.port}`]);
});

for (const [status, error] of [
  [200, undefined],
  [204, undefined],
  [299, undefined],
  [300, 'it answered with 300'],
  [503, 'it answered with 503'],
] as const) {
  test(`${status} is ${error ? 'bad' : 'good'} where 200 to 299 is wanted`, async (t) => {
    const upstream = await startHttp(t, (_, res) => res.writeHead(status).end());
    assert.equal(await probeOnce(t, endpoint(upstream.origin)), error);
  });
}

test('one status may be wanted', async (t) => {
  const upstream = await startHttp(t, (_, res) => res.end());
  assert.equal(await probeOnce(t, endpoint(upstream.origin, { status: [204, 204] })), 'it answered with 200');
});

test('a redirect is not followed', async (t) => {
  const paths: unknown[] = [];
  const upstream = await startHttp(t, (req, res) => {
    paths.push(req.url);
    res.writeHead(302, { location: '/well' }).end();
  });
  assert.equal(await probeOnce(t, endpoint(upstream.origin)), 'it answered with 302');
  assert.deepEqual(paths, ['/healthz']);
});

test('a body without end is not read to its end', async (t) => {
  let open = 0;
  const upstream = await startHttp(t, (_, res) => {
    open++;
    res.on('close', () => open--);
    const write = () => {
      while (!res.destroyed && res.write(Buffer.alloc(16_384)));
    };
    res.on('drain', write);
    write();
  });
  assert.equal(await probeOnce(t, endpoint(upstream.origin, { timeout: 60_000 })), undefined);
  await until(() => open === 0);
});

test('no answer in time', async (t) => {
  const upstream = await startHttp(t, () => {});
  assert.equal(await probeOnce(t, endpoint(upstream.origin, { timeout: 50 })), 'no answer within 50 ms');
});

test('half an answer in time', async (t) => {
  const upstream = await startHttp(t, (_, res) => void res.writeHead(200, { 'content-length': 5 }).write('hal'));
  assert.equal(await probeOnce(t, endpoint(upstream.origin, { timeout: 50 })), 'no answer within 50 ms');
});

test('half an answer, then a reset', async (t) => {
  const upstream = await startTcp(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhal', () => socket.destroy());
  });
  assert.ok(await probeOnce(t, endpoint(upstream.origin)));
});

test('what is not HTTP, a refused connection, and an answer that changes the protocol', async (t) => {
  const odd = await startTcp(t, (socket) => socket.end('220 smtp\r\n'));
  assert.match((await probeOnce(t, endpoint(odd.origin)))!, /Parse Error/);
  assert.match((await probeOnce(t, endpoint(await refusingOrigin(t))))!, /ECONNREFUSED/);
  const other = await startTcp(t, (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
  });
  assert.match((await probeOnce(t, endpoint(other.origin)))!, /ended without an answer|hang up/);
});
