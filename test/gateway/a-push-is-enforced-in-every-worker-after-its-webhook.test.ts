import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './fixture.ts';
import { edition, followed } from './git.ts';
import { startLoad } from './load.ts';
import { startUpstream } from './upstream.ts';

test('a push is enforced in every worker after its webhook, and fails no request', async (t) => {
  await using upstream = await startUpstream();
  await using gateway = await followed(upstream.origin);
  const { repository, running } = gateway;
  const { control } = running.gateway;
  const load = startLoad(running.url, { connections: 8 });
  const first = control.bundles().main?.active;
  assert.equal(first, await repository.git('rev-parse', 'HEAD'));

  const commit = await repository.commit(edition('two'));
  const began = performance.now();
  await gateway.push();
  await eventually('every worker enforces the commit', () =>
    control.status().workers.every(({ revisions }) => revisions.main === commit),
  );
  t.diagnostic(`${Math.round(performance.now() - began)} ms from the push to the last worker, under load`);
  const swapped = load.statuses.get(200)!;
  await eventually('further requests', () => load.statuses.get(200)! > swapped + 100);
  await load.stop();

  assert.deepEqual(load.failures, []);
  assert.deepEqual([...load.statuses.keys()], [200]);
  const events = await running.events(load.statuses.get(200)!);
  const codes = new Map(events.map(({ bundles, result }) => [bundles.main?.revision, JSON.stringify(result)]));
  assert.deepEqual([...codes.keys()], [first, commit]);
  assert.match(codes.get(first!)!, /"one"/);
  assert.match(codes.get(commit)!, /"two"/);
});
