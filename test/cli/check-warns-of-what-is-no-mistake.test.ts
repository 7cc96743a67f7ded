import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, POLICY, regate } from './regate.ts';

const SURPRISING = {
  ...POLICY,
  'policies/a/a.rego':
    'package a\n\nnames := {name | some name in input.subject.scopes}\n\nlist := [name | some name in names]\n\nok if {\n\tsome g in data.globs\n\tglob.match(g, [], input.request.path)\n}\n',
  'policies/a/a_test.rego':
    'package a_test\n\nimport data.a\n\ntest_list if [x | some x in a.names] == ["b"] with input.subject.scopes as ["b"]\n',
};

const PLACES = [
  ['policies/a/a.rego', 5, 9, 'order_of_set'],
  ['policies/a/a.rego', 9, 2, 'pattern_in_loop'],
];

const place = ({ file, row, col, code }: Record<string, unknown>) => [file, row, col, code];

test('as lines, with the exit code of success; tests are not looked at', async () => {
  const { status, stdout, stderr } = await regate(await folderWith(SURPRISING), ['check']);
  assert.deepEqual([status, stderr], [0, '']);
  const lines = stdout.trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^policies\/a\/a\.rego:5:9 warning order_of_set the items .* sort them/);
  assert.match(
    lines[1] ?? '',
    /^policies\/a\/a\.rego:9:2 warning pattern_in_loop glob\.match .* each item of data\.globs/,
  );
  assert.deepEqual(lines.slice(2), ['policies: no errors, 2 warnings']);
});

test('as JSON', async () => {
  const { status, stdout } = await regate(await folderWith(SURPRISING), ['check', '--json']);
  const { findings, warnings } = JSON.parse(stdout);
  assert.deepEqual([status, findings, warnings.map(place)], [0, [], PLACES]);
});

test('build says them too', async () => {
  const folder = await folderWith(SURPRISING);
  const plain = await regate(folder, ['build', '--no-tests']);
  assert.equal(plain.status, 0);
  assert.equal(plain.stderr.match(/ warning /g)?.length, 2);
  const { warnings } = JSON.parse((await regate(folder, ['build', '--no-tests', '--json'])).stdout);
  assert.deepEqual(warnings.map(place), PLACES);
});
