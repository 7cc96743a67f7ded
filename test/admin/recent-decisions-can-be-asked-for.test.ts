import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DecisionEvent } from '../../src/contracts/event.ts';
import { open } from './fixture.ts';

const queries: [string, string[]][] = [
  ['', ['d3', 'd2', 'd1', 'd0']],
  ['?limit=1', ['d3']],
  ['?allow=true', ['d2', 'd0']],
  ['?allow=false&limit=1', ['d3']],
  ['?outcome=denied', ['d3', 'd1']],
  ['?route=items&subject=alice', ['d3', 'd2', 'd1', 'd0']],
  ['?route=other', []],
  ['?since=2026-01-01T00:00:02Z', ['d3', 'd2']],
  ['?since=2026-01-01T01:00:02.5%2B01:00', ['d3']],
  ['?after=4', []],
];

for (const [query, ids] of queries) {
  test(`/v1/decisions${query}`, async (t) => {
    const { json } = await open(t);
    const { decisions, next } = await json(`/v1/decisions${query}`);
    assert.deepEqual(
      decisions.map((event: DecisionEvent) => event.decision_id),
      ids,
    );
    assert.equal(next, 4);
  });
}

test('one by its id, and markup in it is no page', async (t) => {
  const { send } = await open(t);
  const answer = await send('/v1/decisions/d1');
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.match(answer.headers.get('content-security-policy')!, /default-src 'none'/);
  assert.match(await answer.text(), /"path":"\/<script>alert\(1\)<\/script>"/);
});
