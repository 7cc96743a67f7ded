import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, POLICY, regate } from './regate.ts';

test('nothing found', async () => {
  const folder = await folderWith(POLICY);
  const { status, stdout } = await regate(folder, ['check']);
  assert.deepEqual([status, stdout], [0, 'policies: nothing found\n']);
});

test('policies against the types of the input, of their own schemas, and strictly', async () => {
  const folder = await folderWith({
    'policies/a.rego':
      'package a\n\nx if input.request.verb == "GET"\n\n# METADATA\n# schemas:\n#   - data.tiers: schema.tiers\ny := data.tiers.gold.limits\n',
    'policies/schemas/tiers.json':
      '{"type": "object", "properties": {"gold": {"type": "object", "additionalProperties": false, "properties": {"limit": {"type": "integer"}}}}}',
  });
  const { status, stdout } = await regate(folder, ['check', 'policies', '--json']);
  assert.equal(status, 1);
  const { findings } = JSON.parse(stdout).error;
  assert.deepEqual(
    findings.map(({ file, row, code }: { file: string; row: number; code: string }) => [file, row, code]),
    [
      ['policies/a.rego', 3, 'rego_type_error'],
      ['policies/a.rego', 8, 'rego_type_error'],
    ],
  );
});

test('a configuration and a policy at once', async () => {
  const folder = await folderWith({ 'regate.yaml': 'routs: []\n', 'policies/a.rego': 'package a\n\nx := y\n' });
  const { status, stderr } = await regate(folder, ['check']);
  assert.equal(status, 1);
  assert.match(stderr, /regate\.yaml:1:1 /);
  assert.match(stderr, /policies\/a\.rego:3:6 rego_unsafe_var_error/);
});

test('nothing to check', async () => {
  assert.equal((await regate(await folderWith({}), ['check'])).status, 2);
});
