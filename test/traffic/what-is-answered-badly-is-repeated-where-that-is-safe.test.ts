import assert from 'node:assert/strict';
import type { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { upstreamConfig } from '../configured.ts';
import { call, until } from './client.ts';
import { type GatewayOptions, startGateway } from './gateway.ts';
import { startHttp } from './upstreams.ts';

const RETRY = { attempts: 3, budget: 0.2, on: ['connect', 'refused', 'reset', 'timeout', 502, 503, 504] as const };

/** Two endpoints: the first answers as told, the second with 200. */
async function startTwo(
  t: TestContext,
  bad: Parameters<typeof createServer>[1] & {},
  options: Partial<GatewayOptions> = {},
) {
  const got: string[] = [];
  const first = await startHttp(t, (req, res) => {
    got.push(`bad ${req.method}`);
    bad(req, res);
  });
  const second = await startHttp(t, async (req, res) => {
    got.push(`good ${req.method} ${Buffer.concat(await req.toArray())}`);
    res.end('good');
  });
  const gateway = await startGateway(t, {
    endpoints: [first.origin, second.origin],
    upstream: { retry: RETRY },
    ...options,
  });
  return { gateway, got };
}

for (const status of [502, 503, 504]) {
  test(`a GET that is answered with ${status} is sent to another endpoint`, async (t) => {
    const { gateway, got } = await startTwo(t, (_req, res) => res.writeHead(status).end('bad'));
    const answer = await call(gateway.origin);
    assert.equal(`${answer.body}`, 'good');
    assert.deepEqual(got, ['bad GET', 'good GET ']);
    const outcome = await gateway.next();
    assert.equal('attempts' in outcome && outcome.attempts, 2);
  });
}

test('a PUT is repeated with its whole body', async (t) => {
  const { gateway, got } = await startTwo(t, (req, res) => req.resume().on('end', () => res.writeHead(503).end()));
  assert.equal((await call(gateway.origin, { method: 'PUT', body: 'all of it' })).status, 200);
  assert.deepEqual(got, ['bad PUT', 'good PUT all of it']);
});

test('a POST is not repeated, and its 503 is passed on', async (t) => {
  const { gateway, got } = await startTwo(t, (req, res) => req.resume().on('end', () => res.writeHead(503).end('bad')));
  const answer = await call(gateway.origin, { method: 'POST', body: 'x' });
  assert.equal(answer.status, 503);
  assert.equal(`${answer.body}`, 'bad');
  assert.deepEqual(got, ['bad POST']);
});

test('a POST with an Idempotency-Key is repeated where the route says so', async (t) => {
  const bad: Parameters<typeof startTwo>[1] = (req, res) => req.resume().on('end', () => res.writeHead(503).end());
  const headers = { 'idempotency-key': '"1"' };
  const willing = await startTwo(t, bad, { route: { idempotencyKey: true } });
  assert.equal((await call(willing.gateway.origin, { method: 'POST', body: 'x', headers })).status, 200);
  assert.equal((await call(willing.gateway.origin, { method: 'POST', body: 'x' })).status, 200);
  assert.deepEqual(willing.got, ['bad POST', 'good POST x', 'good POST x']);
  const unwilling = await startTwo(t, bad, { route: {} });
  assert.equal((await call(unwilling.gateway.origin, { method: 'POST', body: 'x', headers })).status, 503);
});

test('an attempt without an answer in time is repeated', async (t) => {
  const timeouts = { ...upstreamConfig([]).timeouts, try: 150 };
  const { gateway, got } = await startTwo(t, () => {}, { upstream: { retry: RETRY, timeouts } });
  assert.equal((await call(gateway.origin)).status, 200);
  assert.deepEqual(got, ['bad GET', 'good GET ']);
});

test('what fails everywhere is passed on after so many attempts', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.writeHead(503).end('bad'));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], upstream: { retry: RETRY } });
  assert.equal((await call(gateway.origin)).status, 503);
  const outcome = await gateway.next();
  assert.equal('attempts' in outcome && outcome.attempts, 3);
});

test('repetitions of answers keep within the budget, and three are always free', async (t) => {
  let requests = 0;
  const upstream = await startHttp(t, (_req, res) => {
    requests++;
    setTimeout(() => res.writeHead(503).end(), 50);
  });
  const retry = { ...RETRY, attempts: 2 };
  const gateway = await startGateway(t, { endpoints: [upstream.origin], upstream: { retry }, connections: 100 });
  await Promise.all(Array.from({ length: 10 }, () => call(gateway.origin)));
  assert.ok(requests >= 13, `${requests}`);
  const { retriesRefused, retries } = gateway.upstreams.statistics()[0]!;
  assert.equal(retries + retriesRefused, 10);
  assert.equal(requests, 10 + retries);
});

test('a slow GET is asked of a second endpoint too, and the first answer is taken', async (t) => {
  let left = false;
  const { gateway, got } = await startTwo(t, (req) => req.socket.once('close', () => (left = true)), {
    upstream: { hedge: { after: 30 } },
  });
  assert.equal(`${(await call(gateway.origin)).body}`, 'good');
  assert.deepEqual(got, ['bad GET', 'good GET ']);
  await until(() => left);
});

test('a POST is never sent to two at a time', async (t) => {
  const { gateway, got } = await startTwo(
    t,
    (req, res) => req.resume().on('end', () => setTimeout(() => res.end('slow'), 150)),
    { upstream: { hedge: { after: 30 } } },
  );
  assert.equal(`${(await call(gateway.origin, { method: 'POST', body: 'x' })).body}`, 'slow');
  assert.deepEqual(got, ['bad POST']);
});
