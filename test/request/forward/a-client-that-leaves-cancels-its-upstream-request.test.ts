import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { answerTo, call, open, until } from '../../traffic/client.ts';
import { startGateway } from '../../traffic/gateway.ts';
import { startHttp } from '../../traffic/upstreams.ts';

test('before the head of the answer', async (t) => {
  const upstream = await startHttp(t, () => {});
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const req = open(gateway.origin).end();
  await until(() => upstream.open.size === 1);
  req.destroy();
  await until(() => upstream.open.size === 0);
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'client');
  assert.equal(outcome.status, 0);
  assert.equal(outcome.attempts, 1);
  const [endpoint] = gateway.upstreams.statistics()[0]!.endpoints;
  assert.equal(endpoint!.failures.abandoned, 1);
  assert.equal(endpoint!.inFlight, 0);
});

test('within the body of the answer', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.write('part'));
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const req = open(gateway.origin).end();
  const answer = await answerTo(req);
  await once(answer, 'data');
  req.destroy();
  await until(() => upstream.open.size === 0);
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'client');
  assert.equal(outcome.status, 200);
});

test('within the body of its request', async (t) => {
  let aborted = false;
  const upstream = await startHttp(t, (req) => {
    req.resume();
    req.on('close', () => {
      aborted = !req.complete;
    });
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const req = open(gateway.origin, { method: 'POST' });
  req.write('part');
  await until(() => upstream.open.size === 1);
  req.destroy();
  await until(() => upstream.open.size === 0);
  assert.ok(aborted);
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'client');
});

test('within a short body of known length: the upstream never hears of it', async (t) => {
  let asked = 0;
  const upstream = await startHttp(t, () => asked++);
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const req = open(gateway.origin, { method: 'POST', headers: { 'content-length': '10' } });
  req.write('part');
  await new Promise((resolve) => setTimeout(resolve, 50));
  req.destroy();
  const outcome = await gateway.next();
  assert.ok('aborted' in outcome);
  assert.equal(outcome.aborted, 'client');
  assert.equal(outcome.attempts, 0);
  assert.equal(asked, 0);
});

test('while it waits for a connection: the request is never sent, and the connection stays', async (t) => {
  const seen: IncomingMessage[] = [];
  let release = () => {};
  const upstream = await startHttp(t, (req, res) => {
    seen.push(req);
    if (req.url === '/first') release = () => res.end();
    else res.end();
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], connections: 1 });
  const first = call(`${gateway.origin}/first`);
  await until(() => seen.length === 1);
  const waiting = open(`${gateway.origin}/waiting`, { method: 'POST' }).end();
  await until(() => gateway.upstreams.statistics()[0]!.endpoints[0]!.inFlight === 2);
  waiting.destroy();
  await until(() => gateway.upstreams.statistics()[0]!.endpoints[0]!.inFlight === 1);
  release();
  assert.equal((await first).status, 200);
  assert.equal((await call(`${gateway.origin}/next`)).status, 200);
  assert.deepEqual(
    seen.map((req) => req.url),
    ['/first', '/next'],
  );
  assert.equal(upstream.connections, 1);
});

test('of pipelined requests all are cancelled', async (t) => {
  const upstream = await startHttp(t, () => {});
  const gateway = await startGateway(t, { endpoints: [upstream.origin] });
  const client = connect(gateway.port, '127.0.0.1');
  client.write('GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n');
  await until(() => upstream.open.size === 2);
  client.destroy();
  await until(() => upstream.open.size === 0);
  for (let i = 0; i < 2; i++) {
    const outcome = await gateway.next();
    assert.ok('aborted' in outcome);
    assert.equal(outcome.aborted, 'client');
  }
});
