import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, type Running, start } from './fixture.ts';
import { startHolding } from './holding-upstream.ts';

const ROUTE = { match: { path: '/api/**' }, authenticate: [], bundle: 'main', upstream: 'main' };

test('a full queue refuses at once, a long wait in time, and a client that leaves makes room', async () => {
  await using upstream = await startHolding();
  await using running = await start({
    endpoints: [],
    config: {
      upstreams: { main: { endpoints: [upstream.origin], throttle: { concurrency: 1, queue: 1, wait: '30s' } } },
      routes: [
        {
          id: 'short',
          ...ROUTE,
          match: { path: '/api/short' },
          throttle: { concurrency: 1, queue: 1, wait: '1500ms' },
        },
        { id: 'api', ...ROUTE },
      ],
    },
  });
  const get = (path: string, signal?: AbortSignal) => fetch(`${running.url}/api/${path}`, { signal: signal ?? null });

  const first = get('short');
  await eventually('the first', () => upstream.held === 1);
  const leaving = new AbortController();
  const second = get('second', leaving.signal);
  await shows(running, 'regate_throttle_waiting{throttle="upstream main"} 1');

  const third = await get('third');
  assert.equal(third.status, 503);
  assert.equal(third.headers.get('retry-after'), '30');
  assert.equal(((await third.json()) as { code: string }).code, 'throttled');

  leaving.abort();
  await assert.rejects(second, { name: 'AbortError' });
  await shows(running, 'regate_throttle_waiting{throttle="upstream main"} 0');
  const fourth = get('fourth');
  await shows(running, 'regate_throttle_waiting{throttle="upstream main"} 1');

  const since = performance.now();
  const fifth = await get('short');
  assert.deepEqual([fifth.status, fifth.headers.get('retry-after')], [503, '2']);
  assert.ok(performance.now() - since >= 1490);

  upstream.release();
  assert.deepEqual([(await first).status, (await fourth).status], [200, 200]);
  await shows(running, 'regate_throttle_running{throttle="upstream main"} 0');
  await shows(running, 'regate_throttle_running{throttle="route short"} 0');
  assert.deepEqual(upstream.seen, ['GET /api/short', 'GET /api/fourth']);

  const events = await running.events(5);
  const outcomes = events.map(({ http, error }) => [http.path, http.outcome, http.status, error?.code]);
  assert.deepEqual(outcomes.sort(), [
    ['/api/fourth', 'allowed', 200, undefined],
    ['/api/second', 'aborted', 0, 'throttled'],
    ['/api/short', 'allowed', 200, undefined],
    ['/api/short', 'shed', 503, 'throttled'],
    ['/api/third', 'shed', 503, 'throttled'],
  ]);
});

async function shows(running: Running, line: string): Promise<void> {
  await eventually(line, async () => (await (await running.admin('/metrics')).text()).includes(`${line}\n`));
}
