import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { test } from 'node:test';
import { call } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp, startTcp } from '../../traffic/upstreams.ts';

test('a length on a 204 does not make the client wait', async (t) => {
  const upstream = await startTcp(t, (socket) => socket.end('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n'));
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const answer = await call(gateway.origin);
  assert.equal(answer.status, 204);
  assert.equal(answer.headers['content-length'], undefined);
});

test('HEAD, 204 and 304 are answered without a body, and the client connection goes on', async (t) => {
  const upstream = await startHttp(t, (req, res) => {
    if (req.url === '/204') res.writeHead(204).end();
    else if (req.url === '/304') res.writeHead(304, { etag: '"1"', 'content-length': '5' }).end();
    else if (req.url === '/chunked') res.writeHead(200, { 'transfer-encoding': 'chunked' }).end();
    else res.writeHead(200, { 'content-length': '5' }).end(req.method === 'HEAD' ? undefined : 'hello');
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const head = await call(`${gateway.origin}/`, { method: 'HEAD', agent });
  assert.equal(head.status, 200);
  assert.equal(head.headers['content-length'], '5');
  assert.equal(head.body.length, 0);
  const chunked = await call(`${gateway.origin}/chunked`, { method: 'HEAD', agent });
  assert.equal(chunked.status, 200);
  const none = await call(`${gateway.origin}/204`, { agent });
  assert.equal(none.status, 204);
  assert.equal(none.headers['transfer-encoding'], undefined);
  assert.equal(none.headers.connection, 'keep-alive');
  const unchanged = await call(`${gateway.origin}/304`, { agent });
  assert.equal(unchanged.status, 304);
  assert.equal(unchanged.headers.etag, '"1"');
  const whole = await call(`${gateway.origin}/`, { agent });
  assert.equal(whole.body.toString(), 'hello');
  assert.equal(whole.headers.connection, 'keep-alive');
});
