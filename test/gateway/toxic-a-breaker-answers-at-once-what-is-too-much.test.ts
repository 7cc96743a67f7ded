import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './fixture.ts';
import { fullBacklog } from './full-backlog.ts';
import { type Asked, ask, assertNoSocketsTo, assertTook, startPoisoned } from './toxic.ts';

test('a slow upstream gets as many requests as its breaker allows; the others are refused at once', async () => {
  await using running = await startPoisoned({ breaker: { requests: 4 } });
  const { proxy, upstream } = running;
  await proxy.poison('latency', { latency: 4000 });
  const all = await Promise.all(Array.from({ length: 10 }, () => ask(running)));
  assert.equal(upstream.seen.length, 4);
  assert.equal(all.filter(({ status }) => status === 200).length, 4);
  assertRefused(all, 4, 4000);

  await proxy.cure();
  for (const { status } of await Promise.all([1, 2, 3, 4].map(() => ask(running)))) assert.equal(status, 200);
  await assertNoSocketsTo(proxy.port);
});

test('as many requests wait for a connection as the breaker allows; the others are refused at once', async () => {
  await using hole = await fullBacklog();
  const upstreams = { main: { endpoints: [hole.origin], timeouts: { connect: '2s' }, breaker: { pending: 3 } } };
  await using running = await start({ endpoints: [], config: { workers: 1, upstreams } });
  const all = await Promise.all(Array.from({ length: 12 }, () => ask(running)));
  const late = all.filter(({ status }) => status === 504);
  assert.equal(late.length, 3);
  for (const asked of late) assertTook(asked, 2000);
  assertRefused(all, 3, 2000);
});

function assertRefused(all: readonly Asked[], served: number, ms: number): void {
  const refused = all.filter(({ status }) => status === 503);
  assert.equal(refused.length, all.length - served);
  for (const asked of refused) {
    assert.equal(asked.problem, 'upstream_overloaded');
    assert.equal(asked.headers['retry-after'], '1');
    assert.ok(asked.ms < ms, `${asked.ms} ms`);
  }
}
