import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { test } from 'node:test';
import { startGateway } from '../../traffic/gateway.ts';
import { startTcp } from '../../traffic/upstreams.ts';

test('fields of the connection are left out, and what is there twice becomes one', async (t) => {
  const trailers =
    'http2-settings: AAMAAABk\r\nkeep-alive: timeout=5\r\nconnection: x\r\netag: "a"\r\netag: "b"\r\nx-sum: 1\r\n';
  const upstream = await startTcp(t, (socket) => {
    socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n${trailers}\r\n`);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], http2: true });
  const session = connect(gateway.origin, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const stream = session.request({ ':path': '/' });
  stream.resume();
  const [received] = await once(stream, 'trailers');
  assert.deepEqual(Object.entries(received), [
    ['etag', '"a", "b"'],
    ['x-sum', '1'],
  ]);
});
