import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, start } from './fixture.ts';
import { startHolding } from './holding-upstream.ts';

/** Never returns for the path /api/stuck. */
const STUCK = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true} if not stuck

stuck if {
	input.request.path == "/api/stuck"
	replace(input.request.path, "", "y") == "x"
}
`;

test('what a worker had at a throttle goes to those who wait at others', async () => {
  await using upstream = await startHolding();
  await using running = await start({
    endpoints: [],
    policies: { 'gateway.rego': STUCK },
    config: {
      evaluation: { rewrite: false, watchdog: '500ms' },
      upstreams: { main: { endpoints: [upstream.origin], throttle: { concurrency: 4, wait: '60s' } } },
    },
  });
  const ended = Array.from({ length: 24 }, (_, at) =>
    fetch(`${running.url}/api/${at}`).then(
      ({ status }) => status,
      () => 0,
    ),
  );
  await eventually('four at the upstream', () => upstream.held === 4);
  const metrics = async () => (await running.admin('/metrics')).text();
  await eventually('the others', async () =>
    (await metrics()).includes('regate_throttle_waiting{throttle="upstream main"} 20\n'),
  );

  await assert.rejects(fetch(`${running.url}/api/stuck`));
  await eventually('the end of the worker', () => /worker \d ended/.test(running.log()));
  upstream.release();
  const statuses = await Promise.all(ended);
  assert.deepEqual(new Set(statuses), new Set([0, 200]), 'those of the other worker are answered');
  await eventually('no place in use', async () =>
    (await metrics()).includes('regate_throttle_running{throttle="upstream main"} 0\n'),
  );
});
