import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { folderWith, regate } from './regate.ts';

const policy = (condition: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow, "reasons": [{"code": "name"}]}

default allow := false

allow if ${condition}
`;

const TEST = `package gateway_test

import data.gateway

test_put if gateway.decision.allow with input as {"request": {"method": "PUT"}, "subject": {"id": "eve", "claims": {"roles": ["editor"]}}}
`;

const READS = 'input.request.method in {"GET", "PUT"}';
const ROLE = '"editor" in input.subject.claims.roles';
const PREFIX = '{ some role in input.subject.claims.roles; startswith(role, "editor") }';

const event = (id: string, members: object = {}) =>
  `${JSON.stringify({
    decision_id: `d-${id}`,
    timestamp: '2026-01-02T03:04:05.000006Z',
    bundles: { main: { revision: 'r1' } },
    path: 'gateway/decision',
    input: { request: { method: 'GET' }, subject: { id } },
    result: { allow: true },
    http: { route: 'items' },
    ...members,
  })}\n`;

test('the same policy decides the same', async () => {
  const path = await folderWith({ 'a/p.rego': policy(READS), 'a/p_test.rego': TEST, 'b/p.rego': policy(READS) });
  const { status, stdout } = await regate(path, ['diff', 'a', 'b', '--generate', '300']);
  assert.equal(status, 0);
  assert.match(stdout, /^a and b: (\d+) decisions compared in .* s, \1 same, 0 deny_to_allow, .*, 0 unknown$/m);
});

test('what differs where no test looks is found by inputs that are made of those of tests', async () => {
  const path = await folderWith({ 'a/p.rego': policy(ROLE), 'a/p_test.rego': TEST, 'b/p.rego': policy(PREFIX) });
  const { status, stdout } = await regate(path, ['diff', 'a', 'b']);
  assert.equal(status, 1);
  assert.match(stdout, /^deny_to_allow, denied before, allowed now; decision generated-\d+, shortened:$/m);
  assert.match(stdout, /^ {2}input {3}\{"subject":\{"claims":\{"roles":\["[^"]+"\]\}\}\}$/m);
  assert.match(stdout, /^not tolerable: .*deny_to_allow: \d+, at most 0/m);
});

test('a test of either is asked of both', async () => {
  const denies = policy('input.request.method == "GET"');
  const path = await folderWith({ 'a/p.rego': denies, 'b/p.rego': policy(READS), 'b/p_test.rego': TEST });
  const { stdout } = await regate(path, ['diff', 'a', 'b', '--generate', '0', '--json']);
  const { flips, groups, verdict } = JSON.parse(stdout);
  assert.deepEqual(flips, { deny_to_allow: 1, allow_to_deny: 0, changed: 0 });
  assert.deepEqual(groups[0].example.recorded.input, { request: { method: 'PUT' } });
  assert.match(verdict, /deny_to_allow: 1/);
});

test('recorded decisions are asked too, those of one bundle where that is said', async () => {
  const names = (name: string) => policy(`input.subject.id == "${name}"`);
  const other = event('zoe', { bundles: { other: { revision: 'r1' } } });
  const files = {
    'a/p.rego': names('alice'),
    'b/p.rego': names('zoe'),
    'logs/decisions.jsonl': `${event('zoe')}${other}no json\n`,
  };
  const path = await folderWith(files);
  const counted = async (...args: string[]) => {
    const { stdout, stderr } = await regate(path, ['diff', 'a', 'b', 'logs', '--generate', '0', '--json', ...args]);
    assert.match(stderr, /1 lines are no JSON/);
    return JSON.parse(stdout).flips.deny_to_allow;
  };
  assert.equal(await counted(), 2);
  assert.equal(await counted('--bundle', 'main'), 1);
});

test('bundles and commits, as Markdown and for CI systems', async () => {
  const path = await folderWith({ 'p/p.rego': policy(READS) });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: path });
  git('init', '-q');
  git('add', 'p');
  git('commit', '-qm', 'policy');
  await regate(path, ['build', 'p', '-o', 'p.tar.gz', '--no-tests']);
  const markdown = await regate(path, ['diff', 'git:HEAD:p', 'p.tar.gz', '--generate', '100', '--format', 'markdown']);
  assert.equal(markdown.status, 0, markdown.stderr);
  assert.match(markdown.stdout, /^### Diff of `git:HEAD:p and p\.tar\.gz`: tolerable$/m);
  const junit = await regate(path, ['diff', 'p', 'p.tar.gz', '--generate', '10', '--format', 'junit']);
  assert.match(junit.stdout, /<testcase classname="diff" name="no flip">/);
});

test('chance is the same for both', async () => {
  const rule = '{"allow": rand.intn(input.request.method, 1000000) > 500000}';
  const drawn = `package gateway\n\n# METADATA\n# entrypoint: true\ndecision := ${rule}\n`;
  const path = await folderWith({
    'a/p.rego': drawn,
    'b/p.rego': `${drawn}\n# the same\n`,
    'b/p_test.rego': TEST.replace('decision.allow with', 'decision with'),
  });
  const { status, stdout } = await regate(path, ['diff', 'a', 'b', '--generate', '200']);
  assert.equal(status, 0, stdout);
});

test('entrypoints that only one has are named', async () => {
  const path = await folderWith({
    'a/p.rego': policy(READS),
    'b/p.rego': policy(READS).replace('package gateway', 'package other'),
  });
  const { status, stderr } = await regate(path, ['diff', 'a', 'b']);
  assert.equal(status, 2);
  assert.match(stderr, /Only a has gateway\/decision\.\nOnly b has other\/decision\.\n.*no entrypoint in common/s);
});
