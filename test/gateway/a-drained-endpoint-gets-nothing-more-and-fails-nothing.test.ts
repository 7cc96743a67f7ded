import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { EndpointView } from '../../src/admin/upstreams-view.ts';
import { eventually, type Running, start } from './fixture.ts';
import { startLoad } from './load.ts';
import { startUpstream } from './upstream.ts';

async function order({ admin }: Running, id: string, what: 'drain' | 'restore'): Promise<EndpointView> {
  const answer = await admin(`/v1/upstreams/main/endpoints/${id}/${what}`, { method: 'POST' });
  assert.equal(answer.status, 200);
  return (await answer.json()) as EndpointView;
}

test('in mid-load: what is under way is answered, nothing follows, and a restored one is back', async () => {
  const slowly = async (_: unknown, res: { end(text: string): void }) => {
    await pause(30);
    res.end('ok');
  };
  await using first = await startUpstream(slowly);
  await using second = await startUpstream(slowly);
  await using running = await start({ endpoints: [first.origin, second.origin] });
  const load = startLoad(running.url, { connections: 16 });
  const answered = () => load.statuses.get(200) ?? 0;
  try {
    await eventually('both have answered', () => answered() > 100 && first.seen.length > 20 && second.seen.length > 20);

    const id = new URL(first.origin).host;
    const drained = await order(running, id, 'drain');
    assert.equal(drained.health, 'drained');
    assert.equal(drained.reason, 'an operator wanted it');
    await eventually('what was under way is answered', async () => {
      const { endpoints } = (await running.gateway.control.upstreams()).main!;
      return endpoints.find((endpoint) => endpoint.id === id)!.in_flight === 0;
    });
    const [seen, before] = [first.seen.length, answered()];
    await eventually('many more are answered', () => answered() > before + 200);
    assert.equal(first.seen.length, seen);

    assert.equal((await order(running, id, 'restore')).health, 'healthy');
    await eventually('it is back', () => first.seen.length > seen + 20);
  } finally {
    await load.stop();
  }
  assert.deepEqual(load.failures, []);
  assert.deepEqual([...load.statuses.keys()], [200]);
});

test('a drain outlives a new configuration', async () => {
  await using upstream = await startUpstream();
  await using running = await start({ endpoints: [upstream.origin] });
  await order(running, new URL(upstream.origin).host, 'drain');
  await running.configure({ shed: { in_flight: 100 } });
  assert.equal((await running.admin('/v1/config/reload', { method: 'POST' })).status, 200);
  assert.equal((await fetch(`${running.url}/api/a`)).status, 503);
  assert.deepEqual(upstream.seen, []);
  await order(running, new URL(upstream.origin).host, 'restore');
  assert.equal((await fetch(`${running.url}/api/a`)).status, 200);
});
