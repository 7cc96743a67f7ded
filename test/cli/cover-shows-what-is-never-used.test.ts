import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, POLICY, regate } from './regate.ts';

const TWO_WAYS = `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow, "reasons": reasons}

default allow := false

allow if input.subject.id == "alice"

allow if input.request.method == "GET"

reasons contains {"code": "late"} if time.now_ns() != input.request.received_at

reasons contains {"code": name} if name := kind

kind := "reader" if {
	input.request.method == "GET"
} else := "writer"

reasons contains {"code": "lucky"} if rand.intn("dice", 6) == 5
`;

const timeOf = (id: string) => `2026-01-02T03:04:0${id.length}.000Z`;

const event = (id: string, method: string, members: object) =>
  JSON.stringify({
    decision_id: `d-${id}`,
    timestamp: timeOf(id),
    bundles: { main: { revision: 'r1' } },
    path: 'gateway/decision',
    input: { request: { method, received_at: Date.parse(timeOf(id)) * 1e6 }, subject: { id } },
    result: { allow: true, reasons: [{ code: 'reader' }] },
    ...members,
  });

const ROLLS_ONE = { nd_builtin_cache: { 'rand.intn': { '["dice",6]': 1 } } };
const ROLLS_SIX = {
  nd_builtin_cache: { 'rand.intn': { '["dice",6]': 5 } },
  result: { allow: true, reasons: [{ code: 'lucky' }, { code: 'reader' }] },
};
const LOG = [event('alice', 'GET', ROLLS_ONE), event('bob', 'GET', ROLLS_ONE)].join('\n');

const folder = await folderWith({
  ...POLICY,
  'two/gateway.rego': TWO_WAYS,
  'two/gateway_test.rego':
    'package gateway_test\n\nimport data.gateway\n\ntest_get if gateway.decision.allow with input.request.method as "GET"\n',
  'log.jsonl': LOG,
  'lucky/decisions.jsonl': [
    event('bob', 'GET', ROLLS_SIX),
    event('bob', 'GET', { path: 'gateway/other' }),
    event('bob', 'GET', { reads: ['/subject'] }),
    event('bob', 'GET', { bundles: { other: { revision: 'r9' } } }),
    'no json',
  ].join('\n'),
  'broken/decisions.jsonl': 'no json\n',
});

test('the lines that no test runs, with their text', async () => {
  const { status, stdout } = await regate(folder, ['cover', 'two']);
  assert.equal(status, 0);
  assert.match(stdout, /^two\/gateway\.rego:9 {2}allow if input\.subject\.id == "alice"$/m);
  assert.match(stdout, /^two\/gateway\.rego:19 {2}\} else := "writer"$/m);
  assert.doesNotMatch(stdout, /:11 /);
  assert.match(stdout, /^lines that tests run: \d+ of \d+ \(\d\d\.\d %\); tests: 1$/m);
});

test('less than the threshold, and failing tests, end with 1', async () => {
  assert.equal((await regate(folder, ['cover', '--threshold', '100'])).status, 0);
  const below = await regate(folder, ['cover', 'two', '--threshold', '100', '--json']);
  assert.equal(below.status, 1);
  assert.match(below.stderr, /^Of the lines \d\d\.\d % are used, below the threshold of 100 %\.$/m);
  assert.ok(JSON.parse(below.stdout).files['two/gateway.rego'].notCovered.length > 0);
  const failing = await folderWith({ 'policies/a_test.rego': 'package a_test\n\ntest_no if false\n' });
  const failed = await regate(failing, ['cover']);
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /^Failing tests: 1; /m);
});

test('the rules that held in no recorded decision: at the time and by the chance of then, without tests', async () => {
  const { status, stdout, stderr } = await regate(folder, ['cover', 'two', '--log', 'log.jsonl']);
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    stdout.match(
      /^two\S+|^lines|^decisions looked at: 2, made from 2026-01-02T03:04:03\.000Z to 2026-01-02T03:04:05\.000Z/gm,
    ),
    [7, 13, 19, 21]
      .map((row) => `two/gateway.rego:${row}`)
      .concat('decisions looked at: 2, made from 2026-01-02T03:04:03.000Z to 2026-01-02T03:04:05.000Z'),
    stdout,
  );
  assert.match(stdout, /rules that held: 5 of 9 \(55\.6 %\)/);
  assert.equal(stderr, '');
});

test('what was not recorded, or is no entrypoint, is unknown', async () => {
  const args = ['cover', 'two', '--log', 'log.jsonl', '--log', 'lucky', '--bundle', 'main', '--json'];
  const { status, stdout, stderr } = await regate(folder, [...args, '--threshold', '70']);
  assert.equal(status, 1);
  assert.match(stderr, /^1 lines are no JSON/m);
  const { decisions, unknown, otherwise, rules, percent } = JSON.parse(stdout);
  assert.deepEqual([decisions, unknown, otherwise, Math.round(percent)], [3, 2, 0, 67]);
  const times = Object.fromEntries(
    rules.map(({ row, questions }: { row: number; questions: number }) => [row, questions]),
  );
  assert.deepEqual(times, { 5: 3, 7: 0, 9: 1, 11: 3, 13: 0, 15: 3, 17: 3, 19: 0, 21: 1 });
});

test('another policy than the one that decided is noticed; a bundle is a policy, too', async () => {
  const built = await regate(folder, ['build', 'policies', '-o', 'p.tar.gz', '--no-tests']);
  assert.equal(built.status, 0, built.stderr);
  const { stdout, stderr } = await regate(folder, ['cover', 'p.tar.gz', '--log', 'log.jsonl']);
  assert.match(stdout, /^gateway\/decision\.rego:9 +gateway\.allow +default allow := false$/m);
  assert.match(stderr, /^came out otherwise than recorded: 2; /m);
});

test('wrong usage', async () => {
  for (const args of [
    ['--live', '--log', 'log.jsonl'],
    ['--bundle', 'main'],
    ['--log', 'broken'],
  ]) {
    assert.equal((await regate(folder, ['cover', 'two', ...args])).status, 2, args.join(' '));
  }
  assert.equal((await regate(folder, ['cover', 'two', '--log', 'nowhere'])).status, 3);
});
