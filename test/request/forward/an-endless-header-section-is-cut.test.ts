import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, until } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startTcp } from '../../traffic/upstreams.ts';

test('an upstream that never stops sending header fields is cut off at 16 KiB', async (t) => {
  let sent = 0;
  const upstream = await startTcp(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => {
      const line = `x-${sent}: ${'a'.repeat(1000)}\r\n`;
      sent += line.length;
      socket.write(line);
    }, 1);
    socket.on('close', () => clearInterval(timer));
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const answer = await call(gateway.origin);
  assert.equal(answer.status, 502);
  await until(() => upstream.open.size === 0);
  assert.ok(sent < 64 * 1024, `${sent} bytes were taken`);
});
