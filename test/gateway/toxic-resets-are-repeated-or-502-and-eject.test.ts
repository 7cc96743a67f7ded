import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './fixture.ts';
import { ask, assertNoSocketsTo, SLACK_MS, startPoisoned } from './toxic.ts';
import { startUpstream } from './upstream.ts';

test('resets: a GET is repeated elsewhere, a POST is a 502, the endpoint is ejected and comes back', async () => {
  await using sound = await startUpstream();
  const members = { outlier: { consecutive: 3, ejection: '1s', max_ejection: '1s' } };
  await using running = await startPoisoned(members, undefined, [sound.origin]);
  const { proxy, upstream } = running;
  await proxy.poison('reset_peer', { timeout: 0 });

  const posts = await Promise.all([1, 2].map(() => ask(running, '/api/x', 'POST')));
  assert.deepEqual(posts.map(({ status, problem }) => [status, problem]).sort(), [
    [200, ''],
    [502, 'upstream_failed'],
  ]);
  const gets = await Promise.all(Array.from({ length: 10 }, () => ask(running)));
  for (const { status, ms } of [...posts, ...gets]) assert.ok(status !== 0 && ms < SLACK_MS);
  assert.deepEqual(new Set(gets.map(({ status }) => status)), new Set([200]));
  await eventually('it is ejected', () => running.log().includes(`${proxy.origin} is ejected for 1 s`));
  await assertNoSocketsTo(proxy.port);

  await proxy.cure();
  const before = upstream.seen.length;
  await eventually('it is back', async () => {
    assert.equal((await ask(running)).status, 200);
    return running.log().includes(`${proxy.origin} is back`);
  });
  await eventually('it gets requests', async () => {
    assert.equal((await ask(running)).status, 200);
    return upstream.seen.length > before + 1;
  });
});
