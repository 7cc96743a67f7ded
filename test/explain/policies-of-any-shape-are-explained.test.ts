import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainRecorded } from '../../src/replay/explain.ts';
import { type Recorded, recordedOf } from '../../src/replay/recorded.ts';
import { sourcesOf, startToolchain } from '../toolchain/fixture.ts';
import { endsOf } from './denials.ts';

const ENTRY = '# METADATA\n# entrypoint: true\n';

const toolchain = await startToolchain();

/** Explains what a policy decides on an input. */
function explain(rego: string, input: object, facts: Partial<Recorded> = {}, data: object = {}) {
  const sources = sourcesOf({ 'p.rego': `package gateway\n\n${rego}`, 'data.json': JSON.stringify(data) });
  const event = { decision_id: 'd', timestamp: '2026-01-01T20:00:00Z', path: 'gateway/decision', input, result: {} };
  const recorded = recordedOf(event as never)!;
  return explainRecorded(toolchain, sources, { ...recorded, ...facts });
}

/** The same, for a policy whose line 3 on is what is given. */
const lines = (...text: string[]) => text.join('\n');

describe('policies of any shape are explained', () => {
  test('reasons that are members of a set, and a denial because it has any', async () => {
    const rego = lines(
      'deny contains "blocked" if input.client in data.blocked',
      'deny contains "young" if {',
      '\tinput.age < 18',
      '}',
      `${ENTRY}decision := {"allow": count(deny) == 0, "reasons": [{"code": code} | some code in deny]}`,
    );
    const explained = await explain(rego, { client: 'eve', age: 12 }, {}, { blocked: ['eve'] });
    const places = explained.reasons.map(({ code, rule }) => [code, rule?.name, rule?.clauses?.[0]?.row]);
    assert.deepEqual(places, [
      ['blocked', 'gateway.deny', 3],
      ['young', 'gateway.deny', 4],
    ]);
    const [step] = explained.rule.clauses![0]!.steps!;
    assert.deepEqual([step!.text, step!.head], ['count(deny) == 0', true]);
    assert.ok(step!.values!.some(({ name, value }) => name === 'count(deny)' && value === '2'));
    assert.deepEqual(explained.nearest.changes[0]!.map(({ path }) => path).sort(), ['/age', '/client']);
  });

  test('the item for which `every` failed', async () => {
    const rego = lines(
      'default allow := false',
      'allow if {',
      '\tevery tag in input.tags {',
      '\t\tstartswith(tag, "ok-")',
      '\t}',
      '}',
      `${ENTRY}decision := {"allow": allow}`,
    );
    const explained = await explain(rego, { tags: ['ok-1', 'bad'] });
    assert.deepEqual(endsOf(explained.rule), [{ at: 'p.rego:6', values: { tag: '"bad"' } }]);
    assert.deepEqual(explained.nearest.changes[0], [{ path: '/tags/1', from: 'bad', to: 'ok-' }]);
  });

  test('a function, at the time of the request', async () => {
    const rego = lines(
      'is_office([hour, _, _]) if {',
      '\thour < 18',
      '}',
      `${ENTRY}decision := {"allow": true} if {`,
      '\tis_office(time.clock(time.now_ns()))',
      '} else := {"allow": false}',
    );
    const explained = await explain(rego, {});
    assert.deepEqual(endsOf(explained.rule), [{ at: 'p.rego:4', values: { hour: '20' } }]);
    assert.deepEqual(explained.nearest.changes, []);
    assert.equal(explained.nearest.exhausted, true);
  });

  test('what non-deterministic built-ins returned then', async () => {
    const rego = lines(
      `${ENTRY}decision := {"allow": true} if {`,
      '\trand.intn("coin", 1000000) == 7',
      '} else := {"allow": false}',
    );
    const lucky = { 'rand.intn': { '["coin", 1000000]': 7 } };
    assert.deepEqual((await explain(rego, {}, { ndBuiltins: lucky })).again, { allow: true });
    const unlucky = { 'rand.intn': { '["coin", 1000000]': 8 } };
    const explained = await explain(rego, {}, { ndBuiltins: unlucky });
    assert.deepEqual(explained.again, { allow: false });
    assert.equal(endsOf(explained.rule)[0]?.values['rand.intn("coin", 1000000)'], '8');
  });

  test('why it was allowed, and what would deny it', async () => {
    const rego = lines(
      'default allow := false',
      'allow if input.method == "GET"',
      `${ENTRY}decision := {"allow": allow}`,
    );
    const explained = await explain(rego, { method: 'GET' }, { result: { allow: true } });
    const rule = explained.rule.clauses?.[0]?.steps?.[0]?.rules?.[0];
    assert.deepEqual(
      [explained.same, rule?.name, rule?.value, rule?.clauses?.[0]?.row],
      [true, 'gateway.allow', 'true', 4],
    );
    assert.deepEqual(explained.nearest.changes, [[{ path: '/method', from: 'GET' }]]);
  });

  test('a decision that is undefined', async () => {
    const rego = `${ENTRY}decision := {"allow": true} if input.user == data.boss`;
    const explained = await explain(rego, { user: 'bob' }, { result: { error: 'policy_fault' } }, { boss: 'alice' });
    assert.equal('again' in explained, false);
    assert.deepEqual(endsOf(explained.rule)[0]?.values, { 'data.boss': '"alice"', 'input.user': '"bob"' });
    assert.match(explained.notes[0]!, /fault/);
    assert.deepEqual(explained.nearest.changes, [[{ path: '/user', from: 'bob', to: 'alice' }]]);
  });

  test('numbers as they were written', async () => {
    const rego = `${ENTRY}decision := {"allow": true} if input.n == 9007199254740993`;
    const input = { n: JSON.rawJSON('9007199254740992') };
    const explained = await explain(rego, input);
    assert.equal(endsOf(explained.rule)[0]?.values['input.n'], '9007199254740992');
  });
});
