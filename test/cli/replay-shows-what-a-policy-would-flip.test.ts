import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folderWith, regate } from './regate.ts';

const policy = (names: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": input.subject.id in {${names}}, "reasons": [{"code": "name"}]}
`;

const event = (id: string, allow: boolean) =>
  JSON.stringify({
    decision_id: `d-${id}`,
    timestamp: '2026-01-02T03:04:05.000006Z',
    bundles: { main: { revision: 'r1' } },
    path: 'gateway/decision',
    input: { request: { method: 'GET' }, subject: { id } },
    result: { allow, reasons: [{ code: 'name' }] },
    subject: { kind: 'jwt', id, issuer: 'corp' },
    http: { route: 'items' },
  });

const LOG = `${[event('alice', true), event('bob', false), event('carol', false)].join('\n')}\n`;

test('the same policy flips nothing', async () => {
  const path = await folderWith({ 'p/p.rego': policy('"alice"'), 'log.jsonl': LOG });
  const { status, stdout } = await regate(path, ['replay', 'p', 'log.jsonl']);
  assert.match(
    stdout,
    /^p: 3 decisions compared in .* 3 same, 0 deny_to_allow, 0 allow_to_deny, 0 changed, 0 unknown$/m,
  );
  assert.equal(status, 0);
});

test('flips are listed with the shortest input, and the exit code is 1', async () => {
  const path = await folderWith({ 'p/p.rego': policy('"bob"'), 'log.jsonl': LOG });
  const { status, stdout } = await regate(path, ['replay', 'p', 'log.jsonl']);
  assert.equal(status, 1);
  assert.match(stdout, /deny_to_allow +1 +items +name +name +bob \(1\)/);
  assert.match(stdout, /input {3}\{"subject":\{"id":"bob"\}\}/);
  assert.match(stdout, /not tolerable: .*deny_to_allow: 1, at most 0; allow_to_deny: 1, at most 0/);
});

test('what is tolerable is said', async () => {
  const path = await folderWith({ 'p/p.rego': policy('"bob"'), 'log.jsonl': LOG });
  const { status } = await regate(path, ['replay', 'p', 'log.jsonl', '--deny-to-allow', '1', '--allow-to-deny', '50%']);
  assert.equal(status, 0);
});

test('a candidate is a bundle or a commit as well, and may be held against another policy', async () => {
  const path = await folderWith({ 'p/p.rego': policy('"alice"'), 'logs/other.txt': '' });
  await writeFile(join(path, 'logs', 'decisions.jsonl.gz'), gzipSync(LOG));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: path });
  git('init', '-q');
  git('add', 'p');
  git('commit', '-qm', 'policy');
  await regate(path, ['build', 'p', '-o', 'p.tar.gz', '--no-tests']);
  for (const candidate of ['git:HEAD:p', 'p.tar.gz']) {
    const { status, stdout } = await regate(path, ['replay', candidate, 'logs', '--json', '--before', 'p']);
    assert.equal(status, 0, stdout);
    assert.equal(JSON.parse(stdout).same, 3);
  }
});

test('for a pull request, and for a CI system', async () => {
  const path = await folderWith({ 'p/p.rego': policy('"bob"'), 'log.jsonl': LOG });
  const markdown = await regate(path, ['replay', 'p', 'log.jsonl', '--format', 'markdown']);
  assert.match(markdown.stdout, /^### Replay of `p`: \*\*not tolerable\*\*$/m);
  assert.match(markdown.stdout, /^\| deny_to_allow \| 1 \| items \| name \| name \| bob \(1\) \|$/m);
  const junit = await regate(path, ['replay', 'p', 'log.jsonl', '--format', 'junit']);
  assert.match(junit.stdout, /<testsuites tests="2" failures="2">/);
});

test('what cannot be read is named', async () => {
  const path = await folderWith({ 'p/p.rego': policy('"bob"'), 'log.jsonl': 'no json\n' });
  const nothing = await regate(path, ['replay', 'p', 'log.jsonl']);
  assert.equal(nothing.status, 2);
  assert.match(nothing.stderr, /1 lines are no JSON.*\n.*no decision to replay/s);
  const gone = await regate(path, ['replay', 'q', 'log.jsonl']);
  assert.equal(gone.status, 3);
  assert.match(gone.stderr, /q does not exist; a policy is a folder of Rego/);
  const ref = await regate(path, ['replay', 'git:main', 'log.jsonl']);
  assert.equal(ref.status, 3);
});
