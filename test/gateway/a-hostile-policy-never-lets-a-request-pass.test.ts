import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Running, start } from './fixture.ts';
import { startUpstream, type TestUpstream } from './upstream.ts';

/** Allows all but what it is asked to suffer from, by the name of the last segment. */
const HOSTILE = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "reasons": [{"code": suffering}]}

suffering := "none" if input.request.segments[1] == "fine"

suffering := "loop" if {
	input.request.segments[1] == "loop"
	some x in numbers.range(1, 3000)
	some y in numbers.range(1, 3000)
	x * y == 8999999
}

suffering := "memory" if {
	input.request.segments[1] == "memory"
	count({concat("", [format_int(x, 10), input.request.id]) | some x in numbers.range(1, 10000000)}) == 1
}

suffering := "stuck" if {
	input.request.segments[1] == "stuck"
	replace(input.request.path, "", "y") == "x"
}

suffering := "conflict" if input.request.segments[1] == "conflict"
suffering := "again" if input.request.segments[1] == "conflict"
`;

async function ask(running: Running, path: string) {
  const response = await fetch(running.url + path);
  const body = response.headers.get('content-type')?.includes('json') ? await response.json() : await response.text();
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, code: (body as { code?: string }).code, ...(retryAfter && { retryAfter }) };
}

async function assertContained(running: Running, upstream: TestUpstream, rewrites: boolean): Promise<void> {
  // In a rewritten module replace returns, and nothing is stuck.
  for (const suffering of ['loop', 'memory', ...(rewrites ? [] : ['stuck'])]) {
    const answer = await ask(running, `/api/${suffering}`).catch(() => undefined);
    if (rewrites) assert.deepEqual(answer, { status: 503, code: 'policy_unavailable', retryAfter: '1' }, suffering);
    else assert.notEqual(answer?.status, 200, suffering);
  }
  assert.deepEqual(upstream.seen, []);
}

suite('a policy that loops, eats memory or contradicts itself', () => {
  const files = { 'gateway.rego': HOSTILE };

  test('costs its own request only, where the module carries the deadline', async () => {
    await using upstream = await startUpstream();
    await using running = await start({ policies: files, endpoints: [upstream.origin], config: { workers: 1 } });
    for (let round = 0; round < 3; round++) await assertContained(running, upstream, true);
    assert.deepEqual(await ask(running, '/api/conflict'), { status: 500, code: 'policy_fault' });
    assert.equal((await ask(running, '/api/fine')).status, 200);
    assert.equal(running.gateway.control.status().workers[0]?.id, 1, 'no worker had to be ended');
  });

  test('costs a worker for a moment, where the module does not', { timeout: 60_000 }, async () => {
    await using upstream = await startUpstream();
    const evaluation = { rewrite: false, watchdog: '500ms' };
    await using running = await start({
      policies: files,
      endpoints: [upstream.origin],
      config: { evaluation, workers: 1 },
    });
    await assertContained(running, upstream, false);
    while ((await ask(running, '/api/fine').catch(() => undefined))?.status !== 200);
    assert.notEqual(running.gateway.control.status().workers[0]?.id, 1);
    assert.match(running.log(), /worker 1 ended: its event loop stood still/);
  });
});
