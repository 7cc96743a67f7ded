import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { GatewayError } from '../../src/errors.ts';
import { call } from './client.ts';
import { startGateway } from './gateway.ts';
import { startHttp } from './upstreams.ts';

const MIB = 1024 * 1024;

test('a body that says that it is too large is refused before anything is sent', async (t) => {
  const upstream = await startHttp(t, (req, res) => req.resume().on('end', () => res.end()));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], route: { maxRequestSize: 10 } });
  const answer = await call(gateway.origin, { method: 'POST', body: 'x'.repeat(11) });
  assert.equal(answer.status, 413);
  assert.equal(upstream.connections, 0);
  assert.equal((await call(gateway.origin, { method: 'POST', body: 'x'.repeat(10) })).status, 200);
});

test('a body of unknown length is cut off where it becomes too large', async (t) => {
  const upstream = await startHttp(t, (req, res) => req.resume().on('end', () => res.end()));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], route: {} });
  const status = new Promise<number>((resolve, reject) => {
    const post = request(gateway.origin, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } }, (res) =>
      resolve(res.resume().statusCode!),
    );
    post.on('error', reject);
    for (let i = 0; i < 12; i++) post.write(Buffer.alloc(MIB / 8));
    post.end();
  });
  assert.equal(await status, 413);
  const outcome = await gateway.next();
  assert.ok(outcome instanceof GatewayError);
  assert.equal(outcome.code, 'body_too_large');
});

test('an answer that says that it is too large is not begun', async (t) => {
  const upstream = await startHttp(t, (_req, res) => res.end('x'.repeat(11)));
  const gateway = await startGateway(t, { endpoints: [upstream.origin], route: { maxResponseSize: 10 } });
  assert.equal((await call(gateway.origin, {})).status, 502);
});

test('an answer of unknown length is broken off where it becomes too large', async (t) => {
  const upstream = await startHttp(t, (_req, res) => {
    res.write('x'.repeat(8));
    setTimeout(() => res.end('x'.repeat(8)), 50);
  });
  const gateway = await startGateway(t, { endpoints: [upstream.origin], route: { maxResponseSize: 10 } });
  await assert.rejects(fetch(gateway.origin).then((answer) => answer.text()));
  const outcome = await gateway.next();
  assert.ok('ended' in outcome);
  assert.equal(outcome.ended?.code, 'response_too_large');
});
