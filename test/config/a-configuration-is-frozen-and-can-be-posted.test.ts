import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, MINIMAL } from './fixture.ts';

test('a configuration is frozen all the way down and can be posted to a worker', async (t) => {
  const config = await load(t, MINIMAL);
  assert.ok(isFrozen(config));
  assert.deepEqual(structuredClone(config), config);
});

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}
