import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared, line, policy } from './fixture.ts';

const OLD = `decision := {"allow": input.user == "alice", "reasons": [{"code": "name"}]}`;
const ALLOWED = { allow: true, reasons: [{ code: 'name' }] };
const DENIED = { allow: false, reasons: [{ code: 'name' }] };

test('against what is recorded', async (t) => {
  const after = await policy(`decision := {"allow": input.user == "bob", "reasons": [{"code": "other"}]}`);
  const found = await compared(t, { after }, [
    line({ user: 'alice' }, ALLOWED),
    line({ user: 'bob' }, DENIED),
    line({ user: 'carol' }, DENIED),
    line({ user: 'dave' }, { allow: false, reasons: [{ code: 'other' }] }),
  ]);
  assert.equal(found.compared, 4);
  assert.equal(found.same, 1);
  assert.deepEqual(found.flips, { deny_to_allow: 1, allow_to_deny: 1, changed: 1 });
  assert.deepEqual(
    found.groups.map(({ kind, route, before, after }) => [kind, route, before, after]),
    [
      ['allow_to_deny', 'items', 'name', 'other'],
      ['deny_to_allow', 'items', 'name', 'other'],
      ['changed', 'items', 'name', 'other'],
    ],
  );
});

test('against another policy', async (t) => {
  const after = await policy(`decision := {"allow": input.user in {"alice", "bob"}, "reasons": [{"code": "name"}]}`);
  const lines = ['alice', 'bob', 'bob', 'carol'].map((user) => line({ user }, {}));
  const found = await compared(t, { before: await policy(OLD), after }, lines);
  assert.deepEqual(found.flips, { deny_to_allow: 2, allow_to_deny: 0, changed: 0 });
  assert.deepEqual(found.groups[0]?.subjects, [{ id: 'alice', count: 2 }]);
});

test('another limit or obligation is a change', async (t) => {
  const limits = (rate: number) => `[{"id": "l", "key": "k", "rate": ${rate}, "per": "1s"}]`;
  const [before, after] = await Promise.all(
    [1, 2].map((n) => policy(`decision := {"allow": true, "limits": ${limits(n)}}`)),
  );
  const found = await compared(t, { before, after: after! }, [line({}, {})]);
  assert.deepEqual(found.flips, { deny_to_allow: 0, allow_to_deny: 0, changed: 1 });
});

test('the order of members is none', async (t) => {
  const after = await policy(`decision := {"allow": true, "reasons": [{"code": "c", "message": "m"}]}`);
  const found = await compared(t, { after }, [line({}, { reasons: [{ message: 'm', code: 'c' }], allow: true })]);
  assert.equal(found.same, 1);
});

test('a fault denies', async (t) => {
  const after = await policy(`decision := {"allow": true} if input.user == "alice"`);
  const fault = { result: undefined, error: { code: 'policy_fault', message: '' } };
  const found = await compared(t, { after }, [
    line({ user: 'bob' }, { allow: true }),
    line({ user: 'bob' }, undefined, fault),
    line({ user: 'alice' }, undefined, fault),
  ]);
  assert.deepEqual(found.flips, { deny_to_allow: 1, allow_to_deny: 1, changed: 0 });
  assert.equal(found.same, 1);
  assert.deepEqual(found.groups.find(({ kind }) => kind === 'allow_to_deny')?.example.after, { error: 'policy_fault' });
});

test('an example has only what the flip needs', async (t) => {
  const after = await policy(`decision := {"allow": input.user.name == "bob"}`);
  const before = await policy(`decision := {"allow": input.user.name == "alice"}`);
  const input = { user: { name: 'bob', team: 'x' }, request: { method: 'GET', headers: { a: 'b' } } };
  const found = await compared(t, { before, after }, [line(input, {})]);
  assert.deepEqual(found.groups[0]?.example.recorded.input, { user: { name: 'bob' } });
});
