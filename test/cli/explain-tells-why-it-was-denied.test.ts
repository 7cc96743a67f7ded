import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folderWith, POLICY, regate } from './regate.ts';

const event = (id: string, method: string, more: object = {}) =>
  JSON.stringify({
    decision_id: id,
    timestamp: '2026-01-02T03:04:05.000006Z',
    bundles: { main: { revision: 'r1' } },
    path: 'gateway/decision',
    input: { request: { method } },
    result: { allow: method === 'GET' },
    http: { outcome: 'denied' },
    ...more,
  });

const EXPLAINED = `denied d2 2026-01-02T03:04:05.000Z
by gateway/decision of bundle main, revision r1

gateway.decision
  policies/gateway/decision.rego:7 decision := {"allow": allow}
    value: allow
      gateway.allow = false
        policies/gateway/decision.rego:11 allow if input.request.method == "GET"
          failed: input.request.method == "GET"
            input.request.method = "PUT\\x1b[31m"

It would allow with this change of its input:
  /request/method: "PUT\\u001b[31m" -> "GET"
`;

const refused = { path: undefined, error: { code: 'unauthenticated', message: 'no token' } };
const LOG = [event('d1', 'GET'), event('d2', 'PUT\u001b[31m'), event('d3', 'GET', refused)].join('\n');
const path = await folderWith({ ...POLICY, 'event.json': event('d2', 'PUT\u001b[31m') });
await writeFile(join(path, 'token'), 'a-token-of-more-than-22-characters', { mode: 0o600 });
await writeFile(join(path, 'decisions.jsonl.gz'), gzipSync(`${LOG}\n`));

describe('regate explain', () => {
  const explain = (...args: string[]) => regate(path, ['explain', ...args]);

  test('names rule, line and values of an event in a file, harmless on a terminal', async () => {
    const { status, stdout } = await explain('--event', 'event.json', '--policy', 'policies');
    assert.equal(stdout, EXPLAINED);
    assert.equal(status, 0);
  });

  test('takes the event from standard input, and prints JSON', async () => {
    const args = ['explain', '--event', '-', '--policy', 'policies', '--json'];
    const { stdout } = await regate(path, args, event('d1', 'GET'));
    const { allow, same, nearest } = JSON.parse(stdout);
    assert.deepEqual([allow, same, nearest.changes], [true, true, [[{ path: '/request/method', from: 'GET' }]]]);
  });

  test('finds a decision in a compressed log, by a bundle', async () => {
    await regate(path, ['build', 'policies', '-o', 'bundle.tar.gz']);
    const { stdout } = await explain('d2', '--log', '.', '--policy', 'bundle.tar.gz');
    assert.equal(stdout, EXPLAINED.replaceAll('policies/', ''));
  });

  test('says what cannot be explained, with its code', async () => {
    const refused = await explain('d3', '--log', 'decisions.jsonl.gz', '--policy', 'policies', '--json');
    assert.deepEqual([refused.status, JSON.parse(refused.stdout).error.code], [1, 'not_explainable']);
    const unknown = await explain('d4', '--log', 'decisions.jsonl.gz', '--policy', 'policies');
    assert.deepEqual([unknown.status, unknown.stdout], [1, '']);
    assert.match(unknown.stderr, /there is no decision "d4" in decisions\.jsonl\.gz/);
  });

  test('a conflict of the policy has its line', async () => {
    const conflict =
      'package gateway\n\n# METADATA\n# entrypoint: true\ndecision := {"allow": x} if some x in [true, false]\n';
    const folder = await folderWith({ 'p/conflict.rego': conflict });
    const { status, stderr } = await explain('--event', 'event.json', '--policy', join(folder, 'p'));
    assert.equal(status, 1);
    assert.match(stderr, /conflict\.rego:5.*eval_conflict_error/);
    assert.match(stderr, /not_explainable/);
  });

  test('wrong usage and what cannot be reached have codes of their own', async () => {
    assert.equal((await explain()).status, 2);
    assert.equal((await explain('d2', '--event', 'event.json')).status, 2);
    assert.equal((await explain('d2', '--admin', 'http://127.0.0.1:1', '--token-file', 'token')).status, 3);
    assert.equal((await explain('--event', 'event.json', '--policy', 'nowhere')).status, 3);
  });
});
