import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DecisionFilter, RecentDecisions } from '../../src/audit/recent.ts';
import { exchange, line } from './fixture.ts';

const START = Date.UTC(2026, 0, 1);

/** Event `n` arrived in second `n`; even ones are allowed, every third goes to the route `admin`. */
function recent(count: number, capacity = 1000): RecentDecisions {
  const found = new RecentDecisions(capacity);
  for (let first = 0; first < count; first += 10) {
    const numbers = Array.from({ length: Math.min(10, count - first) }, (_, i) => first + i);
    found.add(numbers.map((n) => `${line(numbered(n))}\n`).join(''), numbers.length);
  }
  return found;
}

function numbered(n: number) {
  const allowed = n % 2 === 0;
  return exchange({
    decisionId: `d${n}`,
    receivedAtMs: START + n * 1000,
    route: n % 3 === 0 ? 'admin' : 'items',
    subject: Object.freeze({ kind: 'jwt', id: n % 5 === 0 ? 'zoë "z"' : 'alice', issuer: 'corp' }),
    result: Object.freeze({ allow: allowed }),
    outcome: allowed ? 'allowed' : 'denied',
  });
}

function ids(found: RecentDecisions, filter: Partial<DecisionFilter> = {}): string[] {
  return found.find({ limit: 1000, ...filter }).decisions.map((event) => event.decision_id);
}

test('newest first, at most as many as asked for', () => {
  assert.deepEqual(ids(recent(25), { limit: 3 }), ['d24', 'd23', 'd22']);
  assert.equal(ids(recent(25)).length, 25);
  assert.deepEqual(ids(recent(0)), []);
});

test('by route, subject, decision, outcome and time', () => {
  const found = recent(12);
  assert.deepEqual(ids(found, { route: 'admin' }), ['d9', 'd6', 'd3', 'd0']);
  assert.deepEqual(ids(found, { subject: 'zoë "z"' }), ['d10', 'd5', 'd0']);
  assert.deepEqual(ids(found, { allow: false, route: 'admin' }), ['d9', 'd3']);
  assert.deepEqual(ids(found, { outcome: 'allowed', subject: 'alice', route: 'admin' }), ['d6']);
  assert.deepEqual(ids(found, { since: START + 10_000 }), ['d11', 'd10']);
  assert.deepEqual(ids(found, { route: 'adm' }), []);
});

test('a decision whose result is not kept counts by its outcome', () => {
  const found = new RecentDecisions(10);
  const result = Object.freeze({ allow: true, obligations: [{ type: 'audit', level: 'meta' }] });
  found.add(`${line(exchange({ decisionId: 'meta', result }))}\n`, 1);
  assert.deepEqual(ids(found, { allow: true }), ['meta']);
  assert.deepEqual(ids(found, { allow: false }), []);
});

test('behind a cursor', () => {
  const found = recent(25);
  const { next } = found.find({ limit: 1 });
  assert.equal(next, 25);
  assert.deepEqual(ids(found, { after: next }), []);
  found.add(`${line(numbered(25))}\n${line(numbered(26))}\n`, 2);
  assert.deepEqual(ids(found, { after: next }), ['d26', 'd25']);
});

test('by decision id', () => {
  const found = recent(25);
  assert.equal(found.get('d7')?.decision_id, 'd7');
  for (const id of ['d99', '', 'd', 'd7"', 'items']) assert.equal(found.get(id), undefined, id);
});

test('only the newest are kept', () => {
  const found = recent(1000, 15);
  assert.deepEqual(
    ids(found),
    Array.from({ length: 15 }, (_, i) => `d${999 - i}`),
  );
  assert.equal(found.get('d900'), undefined);
  found.resize(2);
  assert.deepEqual(ids(found), ['d999', 'd998']);
  found.resize(0);
  assert.deepEqual(ids(found), []);
});

test('huge events are kept in bounded memory', () => {
  const found = new RecentDecisions(1_000_000);
  const huge = `${JSON.stringify({ decision_id: 'x', filler: 'x'.repeat(1024 * 1024) })}\n`;
  for (let i = 0; i < 100; i++) found.add(huge, 1);
  assert.ok(found.find({ limit: 1000 }).decisions.length <= 33);
});
