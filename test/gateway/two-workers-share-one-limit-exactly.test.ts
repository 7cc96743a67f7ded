import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './fixture.ts';
import { startLoad } from './load.ts';
import { startUpstream } from './upstream.ts';

const LIMITED = `package gateway

# METADATA
# entrypoint: true
decision := {
	"allow": true,
	"limits": [{"id": "all", "key": "everybody", "rate": 1000, "per": "1d"}],
}
`;

test('of 10,000 requests on 64 connections to two workers exactly 1,000 pass', async () => {
  await using upstream = await startUpstream();
  await using running = await start({ policies: { 'gateway.rego': LIMITED }, endpoints: [upstream.origin] });
  const load = startLoad(running.url, { connections: 64, total: 10_000 });
  await load.done;
  assert.deepEqual(load.failures, []);
  assert.deepEqual(Object.fromEntries(load.statuses), { 200: 1000, 429: 9000 });
  assert.equal(upstream.seen.length, 1000);
  const workers = new Set((await running.events(10_000)).map(({ labels }) => labels.worker));
  assert.deepEqual(workers, new Set(['1', '2']));
});
