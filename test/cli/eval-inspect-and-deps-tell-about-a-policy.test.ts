import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, POLICY, regate } from './regate.ts';

const folder = await folderWith({
  ...POLICY,
  'input.json': '{"request": {"method": "GET"}}',
  'extra/extra.rego': 'package extra\n\nx := data.gateway.allow\n',
  'data.json': '{"k": 1}',
});
const run = (args: string[], input = '') => regate(folder, args, input);

test('a query with an input from a file, and an entrypoint with one from standard input', async () => {
  const query = await run(['eval', 'data.gateway.decision', '--input', 'input.json']);
  assert.deepEqual([query.status, JSON.parse(query.stdout)], [0, { allow: true }]);
  const entrypoint = await run(['eval', '-e', 'gateway/decision', '-i', '-'], '{"request": {"method": "PUT"}}');
  assert.deepEqual([entrypoint.status, JSON.parse(entrypoint.stdout)], [0, { allow: false }]);
});

test('several policies, other data, bindings and a trace', async () => {
  const paths = ['-p', 'policies', '-p', 'extra'];
  assert.equal((await run(['eval', 'data.extra.x', ...paths])).stdout, 'false\n');
  const bound = await run(['eval', 'x := data.k', '--data', 'data.json', '--trace']);
  assert.deepEqual(JSON.parse(bound.stdout), { x: 1 });
  assert.match(bound.stderr, /Enter x/);
});

test('undefined', async () => {
  const { status, stdout } = await run(['eval', 'data.gateway.nothing']);
  assert.deepEqual([status, stdout], [1, 'undefined\n']);
});

test('an input that is not JSON', async () => {
  assert.equal((await run(['eval', '1', '-i', '-'], '{')).status, 2);
});

test('what is in a folder', async () => {
  const { stdout } = await run(['inspect']);
  assert.match(stdout, /^package +gateway gateway\/decision\.rego$/m);
  assert.match(stdout, /^entrypoint +gateway\/decision$/m);
  assert.match(stdout, /^annotated +data\.gateway: Gateway$/m);
});

test('what an entrypoint reads', async () => {
  const { stdout } = await run(['deps']);
  assert.equal(stdout, 'gateway/decision\n  input.request.method\n  data.gateway.allow\n  data.gateway.decision\n');
  assert.deepEqual(JSON.parse((await run(['deps', '--json'])).stdout)['gateway/decision'].input, [
    ['request', 'method'],
  ]);
});
