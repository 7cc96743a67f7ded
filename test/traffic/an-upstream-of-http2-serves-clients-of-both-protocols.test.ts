import assert from 'node:assert/strict';
import type { ServerHttp2Stream } from 'node:http2';
import { test } from 'node:test';
import { certificateFile } from './certificate.ts';
import { call, open, until } from './client.ts';
import { startGateway } from './gateway.ts';
import { openSession, readStream } from './http2-client.ts';
import { startHttp2 } from './transport/servers.ts';

const MIB = Buffer.alloc(1024 * 1024, 'abc');

function echo(stream: ServerHttp2Stream, headers: object): void {
  const { ':method': method, ':path': path, ':authority': authority, te } = headers as Record<string, string>;
  stream.respond({ ':status': 200, 'x-seen': `${method} ${authority}${path} te=${te}` }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
  stream.pipe(stream);
}

for (const protocol of ['h2', 'h2c'] as const) {
  for (const http2 of [false, true]) {
    test(`${protocol} behind a client of ${http2 ? 'HTTP/2' : 'HTTP/1.1'}: bodies both ways, trailers`, async (t) => {
      const server = await startHttp2(t, protocol, echo);
      const gateway = await startGateway(t, {
        endpoints: [server.origin],
        ca: certificateFile,
        http2,
        upstream: { protocol, ...(protocol === 'h2' ? { tls: { ca: certificateFile } } : {}) },
      });
      for (const body of ['', MIB]) {
        const method = body === '' ? 'GET' : 'POST';
        const seen = `${method} 127.0.0.1:${gateway.port}/a?b=1 te=trailers`;
        if (http2) {
          const session = await openSession(t, gateway.origin);
          const stream = session.request({ ':method': method, ':path': '/a?b=1' }, { endStream: body === '' });
          let trailers: object | undefined;
          stream.on('trailers', (received) => {
            trailers = { ...received };
          });
          if (body !== '') stream.end(body);
          const answer = await readStream(stream);
          assert.deepEqual([answer.headers[':status'], answer.headers['x-seen']], [200, seen]);
          assert.ok(answer.body.equals(Buffer.from(body)));
          assert.equal((trailers as Record<string, string>)['x-sum'], '1');
        } else {
          const answer = await call(`${gateway.origin}/a?b=1`, { method, body });
          assert.deepEqual([answer.status, answer.headers['x-seen']], [200, seen]);
          assert.ok(answer.body.equals(Buffer.from(body)));
        }
      }
      assert.equal(server.counts.sockets, 1);
    });
  }
}

test('a client that leaves resets its stream and no other', async (t) => {
  const server = await startHttp2(t, 'h2c', () => {});
  const gateway = await startGateway(t, { endpoints: [server.origin], upstream: { protocol: 'h2c' } });
  const [leaving, staying] = [open(`${gateway.origin}/leaving`), open(`${gateway.origin}/staying`)];
  leaving.end();
  staying.end();
  await until(() => server.streams.size === 2);
  leaving.destroy();
  await until(() => server.streams.size === 1);
  const [endpoint] = gateway.upstreams.statistics()[0]!.endpoints;
  assert.deepEqual([endpoint!.failures.abandoned, endpoint!.connected, endpoint!.inFlight], [1, 1, 1]);
  staying.destroy();
  await until(() => server.streams.size === 0);
});
