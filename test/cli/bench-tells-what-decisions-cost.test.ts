import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, regate } from './regate.ts';

const REGO = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow}

default allow := false

allow if {
	some role in input.subject.roles
	some grant in data.roles[role]
	glob.match(grant, ["/"], input.request.path)
	time.now_ns() > 0
}

# METADATA
# entrypoint: true
clash := 1 if input.request.path

clash := 2 if input.request.path == "/two"
`;
const INPUT = { request: { path: '/c', secret: 'x'.repeat(1000) }, subject: { roles: ['a'] } };
const CASES = [
  {
    decision_id: 'event-1',
    path: 'gateway/decision',
    input: { request: { path: '/nowhere' }, subject: { roles: ['a', 'b'] } },
  },
  { decision_id: 'event-2', path: 'gateway/decision' },
  { name: 'mine', entrypoint: 'gateway/decision', input: { request: { path: '/a' }, subject: { roles: [] } } },
  { input: { request: { path: '/two' } } },
];
const folder = await folderWith({
  'policies/gateway/decision.rego': REGO,
  'policies/data.json': JSON.stringify({ roles: { a: ['/a', '/b', '/c'], b: ['/d'] } }),
  'input.json': JSON.stringify(INPUT),
  'cases.jsonl': CASES.map((line) => JSON.stringify(line)).join('\n'),
  'text.jsonl': '{"input": {}}\nx',
});
const run = (...args: string[]) => regate(folder, ['bench', '--seconds', '0.05', ...args], '', { FORCE_COLOR: '' });

test('one input: time, shares, what is read, built-ins and loops', async () => {
  const { status, stdout } = await run('-e', 'gateway/decision', '--input', 'input.json');
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^gateway\/decision\n +CASE +TIME us +INPUT +EVALUATION +OUTPUT +BYTES\n +input\.json +\d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\) +\d+ % +\d+ % +\d+ % +51\n/,
  );
  assert.match(stdout, /BUILT-IN +CALLS an evaluation\n +glob\.match +3\n/);
  assert.match(stdout, /^ +time\.now_ns +1$/m);
  assert.match(
    stdout,
    /LOOP +ROUNDS an evaluation\n +data\.gateway\.allow, loop 2 +4\n +data\.gateway\.allow, loop 1 +2\n/,
  );
});

test('cases, as events of the decision log are some; a case for all entrypoints; a fault', async () => {
  const { status, stdout } = await run('--cases', 'cases.jsonl', '--json');
  assert.equal(status, 1);
  const reports = JSON.parse(stdout);
  const { all, cases, builtins, faults } = reports['gateway/decision'];
  assert.deepEqual(
    cases.map(({ name }: { name: string }) => name),
    ['event-1', 'mine', 'line 4'],
  );
  assert.ok(all.time.least > 0 && all.time.least <= all.time.median && all.time.median <= all.time.largest);
  assert.ok(Math.abs(all.shares.input + all.shares.evaluation + all.shares.output - 1) < 1e-9);
  assert.deepEqual(faults, []);
  // Four in the first of three cases.
  assert.ok(Math.abs(builtins.find(({ name }: { name: string }) => name === 'glob.match').calls - 4 / 3) < 1e-9);
  const clash = reports['gateway/clash'];
  assert.deepEqual([clash.cases, clash.all], [[], undefined]);
  assert.deepEqual([clash.faults[0].name, clash.faults[0].code], ['line 4', 'policy_fault']);
});

test('a bundle file', async () => {
  assert.equal((await regate(folder, ['build', 'policies', '-o', 'bundle.tar.gz'])).status, 0);
  const { status, stdout } = await run('bundle.tar.gz', '-e', 'gateway/decision', '-i', 'input.json');
  assert.deepEqual([status, stdout.startsWith('gateway/decision\n')], [0, true]);
});

for (const args of [
  [],
  ['--input', 'nowhere.json'],
  ['--cases', 'text.jsonl'],
  ['--input', 'input.json', '--seconds', '0'],
]) {
  test(`wrong usage: ${args.join(' ') || 'no input'}`, async () => {
    const { status, stdout, stderr } = await run(...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.notEqual(stderr, '');
  });
}

test('an entrypoint that the policy does not have', async () => {
  const { status, stderr } = await run('-e', 'gateway/nothing', '-i', 'input.json');
  assert.equal(status, 1);
  assert.match(stderr, /gateway\/nothing/);
});
