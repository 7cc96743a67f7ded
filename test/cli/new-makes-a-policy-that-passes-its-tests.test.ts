import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, regate } from './regate.ts';

test('the first one is an entrypoint, the next one is a rule for it to ask', async () => {
  const folder = await folderWith({});
  const first = await regate(folder, ['new', 'policy', 'gateway']);
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual(first.stdout.trim().split('\n'), [
    'policies/gateway/gateway.rego',
    'policies/gateway/gateway_test.rego',
    'policies/cases/gateway.json',
  ]);
  const second = await regate(folder, ['new', 'policy', 'partner_access', '--json']);
  assert.equal(JSON.parse(second.stdout).files[0], 'policies/partner_access/partner_access.rego');

  const tested = await regate(folder, ['test', '--coverage', '--threshold', '100']);
  assert.equal(tested.status, 0, tested.stdout + tested.stderr);
  assert.match(tested.stdout, /4 passed/);
  for (const command of [['check'], ['fmt']]) {
    const { status, stdout, stderr } = await regate(folder, command);
    assert.deepEqual([status, stderr], [0, ''], stdout);
  }
  const input = ['--input', 'policies/cases/gateway.json'];
  const asked = await regate(folder, ['eval', '-e', 'gateway/decision', ...input]);
  assert.match(asked.stdout, /"allow": ?true/);
  const built = await regate(folder, ['build']);
  assert.match(built.stdout, /gateway\/decision/);
});

test('nothing that is there is replaced', async () => {
  const folder = await folderWith({ 'policies/gateway/gateway_test.rego': 'package gateway_test\n' });
  const { status, stderr } = await regate(folder, ['new', 'policy', 'gateway']);
  assert.equal(status, 2);
  assert.match(stderr, /gateway_test\.rego exists already; nothing was written/);
  assert.ok(!existsSync(join(folder, 'policies/gateway/gateway.rego')));
});

test('a name that is no package', async () => {
  const folder = await folderWith({});
  for (const name of ['Gateway', '../x', 'a-b', '']) {
    assert.equal((await regate(folder, ['new', 'policy', name])).status, 2, name);
  }
});
