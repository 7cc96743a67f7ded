import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STATE } from '../../src/traffic/supervision/rows.ts';
import { call } from './client.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { refusingOrigin, startHttp, startTcp } from './upstreams.ts';

test('where the only other endpoint is on trial and refuses, the available one answers', async (t) => {
  const live = await startHttp(t, (_req, res) => res.end('ok'));
  const endpoints = [await refusingOrigin(t), live.origin];
  const gateway = await startGateway(t, { endpoints });
  offer(gateway, endpoints[0]!);
  assert.equal((await call(gateway.origin, { method: 'POST', body: 'x' })).status, 200);
  const outcome = await gateway.next();
  assert.ok('attempts' in outcome);
  assert.deepEqual([outcome.attempts, outcome.endpoint], [2, live.origin]);
});

test('a request that failed already does not try another one', async (t) => {
  const resetting = await startTcp(t, (socket) => socket.resetAndDestroy());
  const live = await startHttp(t, (_req, res) => res.end('ok'));
  const endpoints = [resetting.origin, await refusingOrigin(t), live.origin];
  const gateway = await startGateway(t, { endpoints });
  for (const origin of endpoints.slice(0, 2)) offer(gateway, origin);
  assert.equal((await call(gateway.origin)).status, 200);
  const outcome = await gateway.next();
  assert.ok('attempts' in outcome);
  assert.deepEqual([outcome.attempts, outcome.endpoint], [2, live.origin]);
});

function offer(gateway: TestGateway, origin: string): void {
  const endpoint = gateway.upstreams.get('main')!.endpoints.find(({ url }) => url === origin)!;
  assert.ok(endpoint.state.changeState(STATE.available, STATE.offered));
}
