import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Http2Server, connect as open2, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { listenTo } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startTcp } from '../../traffic/upstreams.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** All that a client of HTTP/1.1 gets. */
function answersOf(port: number): Promise<{ text: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  return listenTo(socket);
}

async function startHttp2(t: TestContext, answer: (stream: ServerHttp2Stream) => void): Promise<string> {
  const server: Http2Server = createServer();
  server.on('stream', answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('each link of a 103', async (t) => {
  const hints = 'link: </a.css>; rel=preload\r\nlink: </b.js>; rel=preload\r\n';
  const upstream = await startTcp(t, (socket) => {
    socket.end(`HTTP/1.1 103 Early Hints\r\n${hints}\r\n${OK}`);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const { text } = await answersOf(gateway.port);
  const [early] = text.split('\r\n\r\n');
  assert.match(early!, /^HTTP\/1\.1 103 /);
  assert.match(early!, /<\/a\.css>/);
  assert.match(early!, /<\/b\.js>/);
  assert.match(text, /HTTP\/1\.1 200 OK/);
});

test('a client of HTTP/2 too', async (t) => {
  const hints = 'link: </a.css>; rel=preload\r\nlink: </b.js>; rel=preload\r\n';
  const upstream = await startTcp(t, (socket) => {
    socket.end(`HTTP/1.1 103 Early Hints\r\n${hints}\r\n${OK}`);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = open2(gateway.origin, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const stream = session.request({ ':path': '/' });
  const [early] = await once(stream, 'headers');
  assert.equal(early[':status'], 103);
  assert.match(String(early.link), /a\.css.*b\.js/);
  const [head] = await once(stream, 'response');
  assert.equal(head[':status'], 200);
  stream.resume();
});

for (const protocol of ['http1', 'h2c'] as const) {
  test(`hints that cannot be written are left out, and harm nobody: ${protocol}`, async (t) => {
    const origin =
      protocol === 'http1'
        ? (await startTcp(t, (socket) => socket.end(`HTTP/1.1 103 Early Hints\r\nlink: no link\r\n\r\n${OK}`))).origin
        : await startHttp2(t, (stream) => {
            stream.additionalHeaders({ ':status': 103, link: 'no link' });
            stream.respond({ ':status': 200 });
            stream.end('ok');
          });
    const gateway = await startGateway(t, { endpoints: [origin], upstream: { protocol } });
    const { text } = await answersOf(gateway.port);
    assert.match(text, /^HTTP\/1\.1 200 OK/);
  });
}
