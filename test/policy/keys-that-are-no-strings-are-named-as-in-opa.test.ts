import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy, toolchain } from './fixture.ts';

test('the name is the JSON text of the key, as Go writes it', async () => {
  const rego =
    'decision := object.union({key: i | some i, key in input.keys}, {{"<b>", 1.0}: "set", {{1}: 2}: "nested"})';
  const keys = [{ b: '<a>&\u2028', a: [1.5, null] }, ['é', '"'], true, null, 7, 1.5, {}, []];
  const { evaluate } = await policy(rego);
  const sources = { files: [{ path: 'p.rego', bytes: Buffer.from(`package p\nimport rego.v1\n${rego}\n`) }] };
  const { results } = await toolchain.evaluate(sources, 'data.p.decision', { input: { keys } });
  assert.deepEqual(evaluate({ keys } as never).value, results[0]?.values[0]);
});
