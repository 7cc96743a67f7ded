import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edition, followed } from './git.ts';
import { startUpstream } from './upstream.ts';

test('a push whose test fails changes nothing, and the status names the test and its line', async () => {
  await using upstream = await startUpstream();
  await using gateway = await followed(upstream.origin);
  const { repository, running } = gateway;
  const good = await repository.git('rev-parse', 'HEAD');
  const bad = await repository.commit(edition('two', 'three'));
  await repository.push();

  const failed = await gateway.look();
  assert.equal(failed.state, 'failed');
  assert.equal(failed.active, good);
  assert.equal(failed.wanted, bad);
  assert.equal(failed.error?.code, 'policy_tests_failed');
  const [finding] = failed.error.findings;
  assert.equal(finding?.file, 'policies/gateway_test.rego');
  assert.equal(finding?.row, 7);
  assert.match(finding?.message ?? '', /test_edition/);
  assert.equal(failed.steps.at(-1)?.name, 'tested');
  await fetch(`${running.url}/api/x`);
  const [event] = await running.events(1);
  assert.equal(event?.bundles.main?.revision, good);

  // The same again is not tried again; what mends it is.
  assert.equal((await gateway.look()).failures, failed.failures);
  const mended = await repository.commit(edition('two'));
  await repository.push();
  const active = await gateway.look();
  assert.equal(active.active, mended);
  assert.equal(active.error, null);
});

test('a commit that takes a mistake back leaves no failure, and makes nothing anew', async () => {
  await using upstream = await startUpstream();
  await using gateway = await followed(upstream.origin);
  const { repository } = gateway;
  const good = await repository.git('rev-parse', 'HEAD');
  await repository.commit({ 'policies/gateway.rego': 'package gateway\n\nbroken := )\n' });
  await repository.push();
  const failed = await gateway.look();
  assert.equal(failed.error?.findings[0]?.row, 3);
  await repository.git('revert', '--no-edit', 'HEAD');
  await repository.push();
  const { state, active, error, activations } = await gateway.look();
  assert.deepEqual(
    { state, active, error, activations },
    { state: 'active', active: good, error: null, activations: 1 },
  );
});
