import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call } from './client.ts';
import { startGateway } from './gateway.ts';
import { startHttp } from './upstreams.ts';

for (const [name, headers] of [
  ['Prefer: wait', { prefer: 'respond-async, wait=1' }],
  ['grpc-timeout', { 'content-type': 'application/grpc', 'grpc-timeout': '1S' }],
] as const) {
  test(`${name} of a client bounds the exchange`, async (t) => {
    const upstream = await startHttp(t, (req) => req.resume());
    const gateway = await startGateway(t, { endpoints: [upstream.origin], timeout: 60_000 });
    const answered = call(gateway.origin, { method: 'POST', headers: { ...headers }, body: 'x' });
    setTimeout(() => gateway.pass(1000), 100);
    await answered;
    const outcome = await gateway.next();
    assert.ok(outcome instanceof Error);
    assert.equal(outcome.code, 'upstream_timeout');
    assert.match(outcome.message, /1000 ms that the client waits/);
  });
}

test('a client cannot lengthen it', async (t) => {
  const upstream = await startHttp(t, (req) => req.resume());
  const gateway = await startGateway(t, { endpoints: [upstream.origin], timeout: 1000 });
  const answered = call(gateway.origin, { headers: { prefer: 'wait=600' } });
  setTimeout(() => gateway.pass(1000), 100);
  assert.equal((await answered).status, 504);
});
