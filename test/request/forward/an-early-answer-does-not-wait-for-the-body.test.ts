import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { test } from 'node:test';
import { answerTo, call, open, readAnswer, until } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp, startTcp } from '../../traffic/upstreams.ts';

const EARLY = 'HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\nconnection: close\r\n\r\nlarge';

test('a client that goes on sending a huge body gets the answer, and its connection ends', async (t) => {
  const upstream = await startTcp(t, (socket) => {
    socket.pause();
    socket.write(EARLY);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const post = open(gateway.origin, { method: 'POST', headers: { 'content-length': String(1e9) } });
  const push = () => {
    while (!post.destroyed && post.write(Buffer.alloc(65_536)));
  };
  post.on('drain', push);
  push();
  const answer = await readAnswer(await answerTo(post));
  assert.equal(answer.status, 413);
  assert.equal(answer.body.toString(), 'large');
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, undefined);
  await once(post, 'close');
  for (const socket of upstream.open) socket.resume();
  await until(() => upstream.open.size === 0);
});

test('a short rest is read, and the connection serves the next request', async (t) => {
  const upstream = await startHttp(t, (req, res) => {
    if (req.method === 'POST') res.writeHead(413, { 'content-length': '5' }).end('large');
    else res.end('ok');
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const post = open(gateway.origin, { method: 'POST', headers: { 'content-length': '100000' }, agent });
  post.write(Buffer.alloc(50_000));
  const answer = await answerTo(post);
  const port = post.socket?.localPort;
  assert.equal((await readAnswer(answer)).body.toString(), 'large');
  post.end(Buffer.alloc(50_000));
  const next = open(gateway.origin, { agent }).end();
  assert.equal((await readAnswer(await answerTo(next))).body.toString(), 'ok');
  assert.equal(next.socket?.localPort, port);
});

test('an answer that begins early may go on while the body comes', async (t) => {
  const upstream = await startHttp(t, (req, res) => req.pipe(res));
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const post = open(gateway.origin, { method: 'POST' });
  post.write('one');
  const answer = await answerTo(post);
  assert.equal(String((await once(answer, 'data'))[0]), 'one');
  post.write('two');
  assert.equal(String((await once(answer, 'data'))[0]), 'two');
  post.end();
  await once(answer, 'end');
  assert.equal((await call(gateway.origin)).status, 200);
});
