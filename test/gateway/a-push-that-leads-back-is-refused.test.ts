import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edition, followed } from './git.ts';
import { startUpstream } from './upstream.ts';

test('a push that leads back is refused with the reason, until an operator or a commit says so', async () => {
  await using upstream = await startUpstream();
  await using gateway = await followed(upstream.origin);
  const { repository, running } = gateway;
  const one = await repository.git('rev-parse', 'HEAD');
  const two = await repository.commit(edition('two'));
  await repository.push();
  assert.equal((await gateway.look()).active, two);

  await repository.git('reset', '--quiet', '--hard', one);
  await repository.push();
  const refused = await gateway.look();
  assert.equal(refused.state, 'failed');
  assert.equal(refused.active, two);
  assert.equal(refused.error?.code, 'bundle_order');
  assert.match(refused.error.message, new RegExp(`revision ${one} does not come after ${two}, which is active`));
  assert.equal(refused.steps.at(-1)?.name, 'ordered');

  const answer = await running.admin('/v1/bundles/main/activate', { method: 'POST' });
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.equal(((await answer.json()) as { active: string }).active, one);
});

test('a commit that reverts to the content that was refused is taken', async () => {
  await using upstream = await startUpstream();
  await using gateway = await followed(upstream.origin);
  const { repository } = gateway;
  const one = await repository.git('rev-parse', 'HEAD');
  const two = await repository.commit(edition('two'));
  await repository.push();
  await gateway.look();
  await repository.git('reset', '--quiet', '--hard', one);
  await repository.push();
  assert.equal((await gateway.look()).error?.code, 'bundle_order');

  await repository.git('reset', '--quiet', '--hard', two);
  await repository.git('revert', '--no-edit', 'HEAD');
  await repository.push();
  const { active, error } = await gateway.look();
  assert.equal(active, await repository.git('rev-parse', 'HEAD'));
  assert.equal(error, null);
});
