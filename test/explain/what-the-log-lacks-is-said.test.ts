import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ExplainedDecision } from '../../src/replay/explain.ts';
import { startShop } from './denials.ts';

const MASKED = { audit: { file: { path: './decisions.jsonl' }, mask: ['/input/subject/claims/roles'] } };

test('what was masked is named, and that it makes the difference', async () => {
  await using shop = await startShop(MASKED);
  const { status, id } = await shop.ask('GET', '/items/1', { roles: ['editor'] });
  assert.equal(status, 200);
  const answer = await shop.admin(`/v1/decisions/${id}/explanation`);
  const text = await answer.text();
  const explained = JSON.parse(text) as ExplainedDecision;
  assert.equal(explained.same, false);
  assert.match(explained.notes.join('\n'), /masked .*\/input\/subject\/claims\/roles/);
  assert.match(explained.notes.join('\n'), /otherwise \(denied: role_lacks_grant\).*makes the difference/);
  assert.equal(JSON.stringify(explained.reasons[0]!.rule).includes('"[\\"editor\\"]"'), false);
});

test('what no policy decided, and what is kept no longer, has an error that says what to do', async () => {
  await using shop = await startShop();
  const problem = async (id: string) => {
    const answer = await shop.admin(`/v1/decisions/${id}/explanation`);
    const { code, detail } = (await answer.json()) as { code: string; detail: string };
    return { status: answer.status, code, detail };
  };

  const missing = await problem('nobody');
  assert.deepEqual([missing.status, missing.code], [404, 'admin_not_found']);
  assert.match(missing.detail, /regate explain ID --log/);

  await fetch(`${shop.url}/items/1`);
  const [event] = await shop.events(1);
  const { id: recent } = await shop.ask('DELETE', '/items/1', { roles: ['viewer'] });
  const refused = await problem(event!.decision_id);
  assert.deepEqual([refused.status, refused.code], [422, 'not_explainable']);
  assert.match(refused.detail, /no policy was asked .* unauthenticated/);

  const folder = join(shop.folder, 'state/bundles/main');
  await rm(join(folder, 'active.json'));
  for (const name of await readdir(folder)) if (name.endsWith('.tar.gz')) await rm(join(folder, name));
  const gone = await problem(recent);
  assert.deepEqual([gone.status, gone.code], [404, 'revision_gone']);
  assert.match(gone.detail, /bundles\.main\.keep.*--policy/);
});
