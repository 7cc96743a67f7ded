import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { breakOff } from '../../../src/request/respond.ts';
import { until } from '../../traffic/client.ts';

test('a connection whose end is on its way is closed, not left open for ever', async (t) => {
  const server = createServer((req, res) => {
    res.writeHead(200, { 'content-length': 100 });
    req.socket.end('part');
    breakOff(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const before = sockets();
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => {}).resume();
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  await Promise.race([once(client, 'end'), once(client, 'close')]);
  client.destroy();
  await until(() => sockets() <= before);
});

function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}
