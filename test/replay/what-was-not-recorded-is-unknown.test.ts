import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared, line, policy } from './fixture.ts';

const DECISION = { allow: false };
const reads = ['/request/method', '/subject'];
const input = { request: { method: 'GET' }, subject: { id: 'alice' } };
const both = async (rule: string) => {
  const after = await policy(`decision := {"allow": ${rule}}`);
  return { after, before: await policy(`decision := {"allow": input.request.method == "x"}`) };
};

test('a path that the policy of then did not read', async (t) => {
  for (const rule of ['input.request.path == "/"', 'input.request == {}', 'object.get(input, "x", 1) == 2']) {
    const { after } = await both(rule);
    const found = await compared(t, { after }, [line(input, DECISION, { reads })]);
    assert.equal(found.unknown, 1, rule);
    assert.equal(found.compared, 0, rule);
  }
});

test('a path at or below one that it read is known', async (t) => {
  const { after } = await both('input.subject.claims.team == input.request.method');
  const found = await compared(t, { after }, [line(input, DECISION, { reads })]);
  assert.deepEqual([found.compared, found.unknown], [1, 0]);
});

test('without `reads` the input is whole, but for a body that nobody read', async (t) => {
  const { after } = await both('input.request.body.json.x == 1');
  const body = (state: string) => line({ request: { body: { state } } }, DECISION);
  const found = await compared(t, { after }, [body('unread'), body('absent')]);
  assert.deepEqual([found.compared, found.unknown], [1, 1]);
});

test('a text that was cut', async (t) => {
  const { after } = await both('input.subject.id == "x"');
  const cut = { reads, truncated: ['/input/subject/id'] };
  const found = await compared(t, { after }, [
    line(input, DECISION, cut),
    line(input, DECISION, { ...cut, truncated: ['/input/request/method'] }),
    line(input, DECISION, { ...cut, truncated: ['/input'] }),
  ]);
  assert.equal(found.unknown, 2);
});

test('a masked value counts where the policy of before decides on the mask as on the value', async (t) => {
  const masked = { masked: ['/input/subject/id'], reads };
  const named = await policy(`decision := {"allow": input.subject.id == "alice"}`);
  const after = await policy(`decision := {"allow": input.subject.id != ""}`);
  const hidden = { ...input, subject: { id: '***1234' } };
  const lines = [line(hidden, { allow: true }, masked), line(hidden, { allow: false }, masked)];
  assert.equal((await compared(t, { after }, lines)).unknown, 2, 'nothing tells whether the mask matters');
  const found = await compared(t, { before: named, after }, lines);
  assert.equal(found.unknown, 1);
  assert.equal(found.flips.deny_to_allow, 1);
});

test('an entrypoint that the candidate does not have', async (t) => {
  const { after } = await both('true');
  const found = await compared(t, { after }, [line(input, DECISION, { path: 'other/decision' })]);
  assert.equal(found.unknown, 1);
});

test('what no policy decided does not count', async (t) => {
  const { after } = await both('true');
  const found = await compared(t, { after }, [
    line(input, DECISION, { path: undefined }),
    line(input, DECISION, { input: undefined }),
    line(input, undefined),
  ]);
  assert.deepEqual([found.compared, found.unknown], [0, 0]);
});
