import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, POLICY, regate } from './regate.ts';

const BAD = 'package b\nx:=1\n';

test('names, differences and changes', async () => {
  const folder = await folderWith({ ...POLICY, 'policies/b.rego': BAD });
  const named = await regate(folder, ['fmt']);
  assert.deepEqual([named.status, named.stdout], [1, 'policies/b.rego\n']);
  assert.match(named.stderr, /1 file is not formatted/);

  const shown = await regate(folder, ['fmt', '--diff']);
  assert.equal(shown.status, 1);
  assert.match(
    shown.stdout,
    /^--- policies\/b\.rego.*\n\+\+\+ policies\/b\.rego.*\n@@.*@@\n package b\n-x:=1\n\+\n\+x := 1$/m,
  );
  assert.equal(await readFile(join(folder, 'policies/b.rego'), 'utf8'), BAD);

  assert.equal((await regate(folder, ['fmt', '--write', 'policies/b.rego'])).status, 0);
  assert.equal(await readFile(join(folder, 'policies/b.rego'), 'utf8'), 'package b\n\nx := 1\n');
  const again = await regate(folder, ['fmt']);
  assert.deepEqual([again.status, again.stdout], [0, '']);
});

test('JSON', async () => {
  const { stdout } = await regate(await folderWith({ 'policies/b.rego': BAD }), ['fmt', '--json']);
  assert.deepEqual(JSON.parse(stdout), [{ file: 'policies/b.rego', before: BAD, after: 'package b\n\nx := 1\n' }]);
});
