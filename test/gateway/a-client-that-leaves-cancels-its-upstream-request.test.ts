import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './fixture.ts';
import { startUpstream } from './upstream.ts';

test('a client that leaves cancels its upstream request, and the event says so', async () => {
  const arrived = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  await using upstream = await startUpstream((req, res) => {
    res.once('close', () => cancelled.resolve());
    if (req.url === '/api/slow') arrived.resolve();
    else res.end('ok');
  });
  await using running = await start({ endpoints: [upstream.origin] });
  const leaving = new AbortController();
  const request = fetch(`${running.url}/api/slow`, { signal: leaving.signal });
  await arrived.promise;
  leaving.abort();
  await assert.rejects(request, { name: 'AbortError' });
  await cancelled.promise;
  assert.equal((await fetch(`${running.url}/api/next`)).status, 200);
  const events = await running.events(2);
  const aborted = events.find(({ http }) => http.path === '/api/slow');
  assert.equal(aborted?.http.outcome, 'aborted');
  assert.equal(aborted?.http.status, 0);
});
