import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schema, shippedSources, withToolchain } from './shipped.ts';

test('the shipped policies hold to OPA’s strict mode, to the type of the input and to OPA’s format, without a warning', async () => {
  await withToolchain(async (toolchain) => {
    const sources = await shippedSources();
    assert.deepEqual(await toolchain.check(sources, { input: schema('input') }), []);
    assert.deepEqual(await toolchain.format(sources), []);
  });
});
