import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startNginx } from '../system/nginx.ts';
import { eventually, start } from './fixture.ts';
import { startLoad } from './load.ts';

test('an endpoint that is killed in mid-load fails no GET', async () => {
  const [first, second] = await Promise.all([1, 2].map((n) => startNginx(`location / { return 200 "nginx ${n}"; }`)));
  try {
    await using running = await start({ endpoints: [first!.origin, second!.origin] });
    const load = startLoad(running.url, { connections: 32 });
    await eventually('both have answered', () => (load.statuses.get(200) ?? 0) > 500);
    await first!.kill();
    await pause(1500);
    await load.stop();
    assert.deepEqual(load.failures, []);
    assert.deepEqual([...load.statuses.keys()], [200]);
    const events = await running.events(load.statuses.get(200)!);
    const used = new Set(events.map(({ http }) => http.endpoint));
    assert.deepEqual(used, new Set([first!.origin, second!.origin]));
    assert.ok(events.some(({ http }) => http.attempts > 1 && http.endpoint === second!.origin));
  } finally {
    await Promise.all([first!.close(), second!.close()]);
  }
});
