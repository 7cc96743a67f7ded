import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speak } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

test('the first answer comes first, also where its upstream takes longer', async (t) => {
  const upstream = await startHttp(t, (req, res) => {
    setTimeout(() => res.end(`answer to ${req.url} `), req.url === '/1' ? 100 : 0);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const { text } = await speak(
    gateway.port,
    'GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
  );
  const [, first, second] = text.split('HTTP/1.1 200 OK');
  assert.match(first!, /answer to \/1/);
  assert.match(second!, /answer to \/2/);
});
