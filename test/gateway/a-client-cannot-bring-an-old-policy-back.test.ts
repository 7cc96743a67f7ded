import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type Running, start } from './fixture.ts';
import { startLoad } from './load.ts';
import { startUpstream } from './upstream.ts';

/** Loops where it is asked to, and denies one path. */
const policy = (denied: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": input.request.path != "${denied}"} if not loops

loops if {
	input.request.segments[1] == "loop"
	some x in numbers.range(1, 3000)
	some y in numbers.range(1, 3000)
	x * y == 8999999
}
`;

const ask = async ({ url }: Running, path: string) => {
  const answer = await fetch(url + path);
  await answer.body?.cancel();
  return answer.status;
};

const main = ({ gateway }: Running) => gateway.control.bundles().main!;

async function release(running: Running, denied: string): Promise<void> {
  const { activations } = main(running);
  await running.write('policies/gateway.rego', policy(denied));
  await eventually('it answers', () => main(running).activations > activations);
}

test('faults that the revision before has too send nothing back', async () => {
  await using upstream = await startUpstream();
  await using running = await start({ policies: { 'gateway.rego': policy('/a') }, endpoints: [upstream.origin] });
  await release(running, '/api/secret');
  const end = performance.now() + 3000;
  while (performance.now() < end) {
    assert.equal(await ask(running, '/api/loop'), 503);
    await pause(50);
  }
  assert.equal(await ask(running, '/api/secret'), 403);
  assert.deepEqual(main(running).quarantined, []);
});

const BUNDLES = {
  main: {
    source: { path: './policies' },
    guard: { denial_rate: { within: '20%', requests: 50 } },
  },
};

test('a flood of requests that either revision denies sends nothing back', async () => {
  await using upstream = await startUpstream();
  await using running = await start({
    policies: { 'gateway.rego': policy('/api/secret') },
    endpoints: [upstream.origin],
    config: { bundles: BUNDLES },
  });
  await startLoad(running.url, { connections: 4, total: 100 }).done;
  await running.write('policies/gateway.rego', `${policy('/api/secret')}\nanother_rule := 1\n`);
  await eventually('it answers', () => main(running).activations > 1);
  await startLoad(running.url, { connections: 4, total: 100, path: '/api/secret' }).done;
  await eventually('the guard has looked', () => running.log().includes('it is the traffic that changed'));
  assert.match(running.log(), /it denied 100% of \d+ requests of route api, where the revision before had denied 0%/);
  assert.deepEqual(main(running).quarantined, []);
  assert.equal(main(running).activations, 2);
});

test('a policy that denies more than the one before goes back', async () => {
  await using upstream = await startUpstream();
  await using running = await start({
    policies: { 'gateway.rego': policy('/api/secret') },
    endpoints: [upstream.origin],
    config: { bundles: BUNDLES },
  });
  await startLoad(running.url, { connections: 4, total: 100 }).done;
  const good = main(running).active;
  await release(running, '/api/load');
  await startLoad(running.url, { connections: 4, total: 60 }).done;
  await eventually('it goes back', () => main(running).active === good);
  assert.match(
    main(running).quarantined[0]?.reason ?? '',
    /^it denied 100% of \d+ requests of route api, where the revision before had denied 0%$/,
  );
  assert.equal(await ask(running, '/api/load'), 200);
});
