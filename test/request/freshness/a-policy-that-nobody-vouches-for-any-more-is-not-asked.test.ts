import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouteConfig } from '../../../src/config/types.ts';
import { freshnessOf, requireFresh } from '../../../src/request/generation/freshness.ts';
import { SignOfLife } from '../../../src/sign-of-life.ts';

const HOUR = 3_600_000;
const route = { bundle: 'main' } as RouteConfig;

test('a route without a limit has nothing to look at', () => {
  assert.equal(freshnessOf(route, {}), undefined);
});

test('what was heard of within the limit passes, what was not is refused, until it is heard of again', () => {
  const sign = new SignOfLife();
  const freshness = freshnessOf({ ...route, maxPolicyAge: HOUR }, { main: sign.memory })!;
  const start = 5 * HOUR;
  sign.at = start;
  requireFresh(freshness, start);
  requireFresh(freshness, start + HOUR);
  // A sign that another thread gave meanwhile.
  requireFresh(freshness, start - 1);
  for (const late of [1, 1000, 72 * HOUR]) {
    assert.throws(() => requireFresh(freshness, start + HOUR + late), {
      code: 'policy_unavailable',
      headers: { 'retry-after': '1' },
    });
  }
  assert.throws(() => requireFresh(freshness, start + 73 * HOUR), {
    message: "the source of bundle main was last heard of 262800 s ago, and the route's max_policy_age is 3600 s",
  });
  sign.at = start + 73 * HOUR;
  requireFresh(freshness, start + 73 * HOUR);
});
