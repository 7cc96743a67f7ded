import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CountingUpstream, startCounting } from './counting-upstreams.ts';
import { eventually, type Running, start } from './fixture.ts';
import { startOpenLoad } from './open-load.ts';

test('of three endpoints one is killed, one slowed down, one restored: no GET fails, no POST is executed twice', async () => {
  await using upstreams = await startCounting(3);
  const [killed, slowed, sound] = upstreams.list as [CountingUpstream, CountingUpstream, CountingUpstream];
  const endpoints = upstreams.list.map(({ origin }) => origin);
  const main = {
    endpoints,
    timeouts: { try: '500ms' },
    retry: { attempts: 3, on: ['connect', 'refused', 'reset', 'timeout', 502, 503, 504] },
    outlier: { consecutive: 5, ejection: '1s', max_ejection: '2s', max_ejected: '67%' },
  };
  await using running = await start({ endpoints, config: { workers: 1, upstreams: { main } } });
  const load = startOpenLoad(running.url, { rate: 200, posts: 5 });
  await eventually('all answer', () => load.samples.length > 100);

  await killed.kill();
  await eventually('the dead one is ejected', () => saysOf(running, killed, 'is ejected'));
  slowed.slowDown(2000);
  await eventually('the slow one is ejected', () => saysOf(running, slowed, 'is ejected'));
  await killed.start();
  await eventually('the restored one is back', () => saysOf(running, killed, 'is back'));
  slowed.slowDown(0);
  await eventually('the one that was slow is back', () => saysOf(running, slowed, 'is back'));
  const { length } = load.samples;
  await eventually('some more are answered', () => load.samples.length > length + 100);
  await load.stop();

  const gets = load.samples.filter(({ method }) => method === 'GET');
  assert.deepEqual(new Set(gets.map(({ status }) => status)), new Set([200]));
  const executed = await upstreams.executed();
  assert.deepEqual(
    [...executed].filter(([, times]) => times > 1),
    [],
  );
  const posts = load.samples.filter(({ method }) => method === 'POST');
  const answered = posts.filter(({ status }) => status === 200);
  assert.ok(answered.length > 0 && executed.size >= answered.length);
  // What may have been executed when the endpoint died is not sent again; and its client is told so.
  for (const { status } of posts) assert.ok(status === 200 || status === 502, `a POST got ${status}`);
  const used = new Set((await running.events(load.samples.length)).slice(-100).map(({ http }) => http.endpoint));
  assert.deepEqual(used, new Set([killed.origin, slowed.origin, sound.origin]));
});

function saysOf(running: Running, { origin }: CountingUpstream, what: string): boolean {
  return running.log().includes(`${origin} ${what}`);
}
