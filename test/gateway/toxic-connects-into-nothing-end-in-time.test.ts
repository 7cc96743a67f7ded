import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './fixture.ts';
import { fullBacklog } from './full-backlog.ts';
import { ask, assertTook, SLACK_MS, socketsTo, startPoisoned } from './toxic.ts';
import { startUpstream } from './upstream.ts';

test('no answer to a connect: 504 after timeouts.connect; with another endpoint every request is answered', async () => {
  await using hole = await fullBacklog();
  await using sound = await startUpstream();
  const timeouts = { connect: '500ms' };
  const before = await socketsTo(hole.port);
  {
    const upstreams = { main: { endpoints: [hole.origin], timeouts } };
    await using alone = await start({ endpoints: [], config: { workers: 1, upstreams } });
    for (const asked of await Promise.all(['GET', 'POST', 'GET'].map((method) => ask(alone, '/api/x', method)))) {
      assert.deepEqual([asked.status, asked.problem], [504, 'upstream_timeout']);
      assertTook(asked, 500);
    }
    assert.equal(await socketsTo(hole.port), before);
  }
  const upstreams = { main: { endpoints: [hole.origin, sound.origin], timeouts } };
  await using both = await start({ endpoints: [], config: { workers: 1, upstreams } });
  const methods = ['GET', 'POST', 'GET', 'POST', 'GET', 'POST'];
  for (const { status, ms } of await Promise.all(methods.map((method) => ask(both, '/api/x', method)))) {
    assert.equal(status, 200);
    assert.ok(ms < 500 + SLACK_MS);
  }
  assert.equal(await socketsTo(hole.port), before);
});

test('nobody listens: 502 at once, and service as soon as somebody does', async () => {
  await using running = await startPoisoned({});
  assert.equal((await ask(running)).status, 200);
  await running.proxy.enable(false);
  for (const asked of await Promise.all(['GET', 'POST'].map((method) => ask(running, '/api/x', method)))) {
    assert.deepEqual([asked.status, asked.problem], [502, 'upstream_failed']);
    assert.ok(asked.ms < SLACK_MS);
  }
  assert.equal(await socketsTo(running.proxy.port), 0);
  await running.proxy.enable(true);
  assert.equal((await ask(running)).status, 200);
});
