import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Built } from '../../src/toolchain/toolchain.ts';
import { compile, entrypoint, fault, load, prepare } from './fixture.ts';

let built: Built;
before(async () => {
  built = await compile('decision := object.keys(data.m)');
});

// The module's own parser takes some of them, and others for nothing, without a word.
for (const data of [
  '{"a":1} x',
  '{"a":[1,]}',
  '{"a":01}',
  '{"a":1.}',
  '{1:2}',
  "{'a':1}",
  '',
  '{',
  '[]',
  'null',
  '1',
]) {
  test(JSON.stringify(data), async () => {
    await assert.rejects(prepare(built, { data }), fault('bundle_invalid', /^The data of the bundle is not /));
  });
}

test('names of an object that mean something else in JavaScript are names', async () => {
  const data = '{"m":{"__proto__":{"admin":true},"constructor":1,"toString":2,"a":1,"a":2}}';
  const { evaluate } = entrypoint(load(await prepare(built, { data })));
  assert.deepEqual(evaluate({}).value, ['__proto__', 'a', 'constructor', 'toString']);
});
