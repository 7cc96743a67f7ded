import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { open, until } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp, startTcp } from '../../traffic/upstreams.ts';

const CHUNK = Buffer.alloc(65_536);
/** What the kernel's buffers of two connections may hold, with room; what the gateway holds is small beside it. */
const IN_KERNEL = 24 * 1024 * 1024;

async function settle(count: () => number): Promise<number> {
  for (let last = -1; last !== count(); ) {
    last = count();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return count();
}

test('a client that does not read stops the upstream, and the gateway holds little', async (t) => {
  let sent = 0;
  const upstream = await startHttp(t, (_req, res) => {
    const push = () => {
      while (!res.destroyed && res.write(CHUNK)) sent += CHUNK.length;
      sent += CHUNK.length;
    };
    res.on('drain', push);
    push();
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const client = connect(gateway.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  client.pause();
  await until(() => sent > 0);
  const before = process.memoryUsage().arrayBuffers;
  const stopped = await settle(() => sent);
  assert.ok(stopped < IN_KERNEL, `the upstream could send ${stopped} bytes`);
  assert.ok(process.memoryUsage().arrayBuffers - before < 4 * 1024 * 1024);
  let received = 0;
  client.on('data', (data) => {
    received += data.length;
  });
  client.resume();
  await until(() => received > 2 * stopped);
  client.destroy();
  await until(() => upstream.open.size === 0);
});

test('a client that stops reading is cut at the timeout of the route, and that is its own doing', async (t) => {
  const upstream = await startHttp(t, (_req, res) => {
    const push = () => {
      while (!res.destroyed && res.write(CHUNK));
    };
    res.on('drain', push);
    push();
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], timeouts: { idle: 2000 }, timeout: 9000 });
  const client = connect(gateway.port, '127.0.0.1');
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  client.pause();
  await new Promise((resolve) => setTimeout(resolve, 500));
  gateway.pass(2500);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(upstream.open.size, 1);
  gateway.pass(7000);
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'client');
  await until(() => upstream.open.size === 0);
  client.destroy();
});

test('an upstream that does not read stops the client', async (t) => {
  const upstream = await startTcp(t, (socket) => socket.pause());
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const post = open(gateway.origin, { method: 'POST' });
  let sent = 0;
  const push = () => {
    while (!post.destroyed && post.write(CHUNK)) sent += CHUNK.length;
    sent += CHUNK.length;
  };
  post.on('drain', push);
  push();
  const stopped = await settle(() => sent);
  assert.ok(stopped < IN_KERNEL, `the client could send ${stopped} bytes`);
  let received = 0;
  const [socket] = [...upstream.open];
  socket!.on('data', (data) => {
    received += data.length;
  });
  socket!.resume();
  await until(() => received > 2 * stopped);
  post.destroy();
  await once(socket!, 'close');
});

test('an upstream that stops reading within a body is a 504 after the idle timeout', async (t) => {
  const upstream = await startTcp(t, (socket) => socket.pause());
  const gateway = await startGateway(t, { endpoints: [upstream.origin], timeouts: { idle: 5000 } });
  const post = open(gateway.origin, { method: 'POST' });
  const answered = once(post, 'response');
  const push = () => {
    while (!post.destroyed && post.write(CHUNK));
  };
  post.on('drain', push);
  push();
  await new Promise((resolve) => setTimeout(resolve, 700));
  gateway.pass(5100);
  const [answer] = await answered;
  assert.equal(answer.statusCode, 504);
  post.destroy();
});

test('a client that is slow to send its body is not the upstream’s fault', async (t) => {
  const upstream = await startHttp(t, (req, res) => req.resume().on('end', () => res.end('ok')));
  const gateway = await startGateway(t, {
    endpoints: [upstream.origin],
    timeouts: { idle: 2000, headers: 2000 },
    timeout: 5000,
  });
  const post = open(gateway.origin, { method: 'POST' });
  // Slow, but not below the least rate.
  post.write('part'.repeat(1000));
  await until(() => upstream.open.size === 1);
  for (let i = 0; i < 5; i++) {
    gateway.pass(1900);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  post.end('rest');
  const [answer] = await once(post, 'response');
  assert.equal(answer.statusCode, 200);
});
