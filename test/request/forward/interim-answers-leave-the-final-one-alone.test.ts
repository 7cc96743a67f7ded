import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startTcp } from '../../traffic/upstreams.ts';

test('the client gets the final answer only', async (t) => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n';
  const upstream = await startTcp(t, (socket) => {
    socket.end(`${hint}HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const answer = await call(gateway.origin);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.link, undefined);
  assert.equal(answer.body.toString(), 'ok');
});
