import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './fixture.ts';
import { ask, assertNoSocketsTo, assertTook, startPoisoned } from './toxic.ts';
import { startUpstream } from './upstream.ts';

test('a connection that is accepted and says nothing: 504 in time, alone; another endpoint answers where there is one', async () => {
  await using alone = await startPoisoned({ timeouts: { headers: '1s' } });
  // One that is idle in the pool becomes half-open too.
  assert.equal((await ask(alone)).status, 200);
  await alone.proxy.poison('timeout', { timeout: 0 });
  for (const asked of await Promise.all(['GET', 'POST', 'GET'].map((method) => ask(alone, '/api/x', method)))) {
    assert.deepEqual([asked.status, asked.problem], [504, 'upstream_timeout']);
    assertTook(asked, 1000);
  }
  await assertNoSocketsTo(alone.proxy.port);
});

test('a connection that says nothing ejects its endpoint, and no GET fails', async () => {
  await using sound = await startUpstream();
  const members = {
    timeouts: { headers: '5s', try: '500ms' },
    retry: { on: ['connect', 'timeout'], budget: '100%' },
    outlier: { consecutive: 3, ejection: '60s' },
  };
  await using running = await startPoisoned(members, undefined, [sound.origin]);
  await running.proxy.poison('timeout', { timeout: 0 });
  const gets = await Promise.all(Array.from({ length: 10 }, () => ask(running)));
  for (const asked of gets) {
    assert.equal(asked.status, 200);
    if (asked.ms > 450) assertTook(asked, 500);
  }
  await eventually('it is ejected', () => running.log().includes(`${running.proxy.origin} is ejected for 60 s`));
  // Nobody waits for it any more.
  const events = await running.events(10);
  for (const { status } of await Promise.all(Array.from({ length: 10 }, () => ask(running)))) assert.equal(status, 200);
  const later = (await running.events(20)).slice(events.length);
  assert.deepEqual(
    new Set(later.map(({ http }) => `${http.endpoint} ${http.attempts}`)),
    new Set([`${sound.origin} 1`]),
  );
  await assertNoSocketsTo(running.proxy.port);
});
