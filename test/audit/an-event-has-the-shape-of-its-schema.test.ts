import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openExchange } from '../../src/audit/exchange.ts';
import { event, exchange, faults } from './fixture.ts';

test('an allowed exchange', () => {
  const found = event(exchange());
  assert.deepEqual(faults(found), []);
  assert.deepEqual(found, {
    decision_id: '11111111-2222-4333-8444-555555555555',
    timestamp: '2026-01-02T03:04:05.006789Z',
    sequence: 1,
    labels: { id: 'gateway-1', version: '0.1.0', worker: '1' },
    bundles: { main: { revision: 'r1' } },
    path: 'gateway/decision',
    input: { request: { method: 'GET', path: '/api/v1/items/7' }, subject: { id: 'alice' } },
    reads: ['/request/method', '/request/path', '/subject/id'],
    result: { allow: true },
    requested_by: '192.0.2.7',
    subject: { kind: 'jwt', id: 'alice', issuer: 'corp' },
    metrics: {
      timer_server_handler_ns: 1_600_000,
      timer_rego_query_eval_ns: 5_000,
      timer_regate_receive_ns: 12_000,
      timer_regate_authenticate_ns: 3_000,
      timer_regate_limit_ns: 0,
      timer_regate_upstream_ns: 1_500_000,
    },
    http: {
      request_id: 'request-1',
      method: 'GET',
      host: 'api.example.com',
      path: '/api/v1/items/7',
      status: 200,
      route: 'items',
      upstream: 'items',
      endpoint: 'http://127.0.0.1:9101',
      attempts: 1,
      bytes_in: 0,
      bytes_out: 1024,
      outcome: 'allowed',
    },
  });
});

test('an exchange of which nothing is known', () => {
  const found = event(openExchange('d', 0));
  assert.deepEqual(faults(found), []);
  assert.equal(found.timestamp, '1970-01-01T00:00:00.000000Z');
  assert.deepEqual(found.bundles, {});
  assert.deepEqual(found.metrics, {});
  for (const member of ['path', 'input', 'result', 'subject', 'error'] as const) assert.equal(found[member], undefined);
});

test('a fault, with what non-deterministic built-ins returned', () => {
  const facts = exchange({
    result: undefined,
    error: { code: 'policy_fault', message: 'the decision is undefined' },
    ndBuiltins: { 'time.now_ns': { '[]': 1 } },
    outcome: 'failed',
    status: 500,
  });
  const found = event(facts);
  assert.deepEqual(faults(found), []);
  assert.deepEqual(found.error, { code: 'policy_fault', message: 'the decision is undefined' });
  assert.deepEqual(found.nd_builtin_cache, { 'time.now_ns': { '[]': 1 } });
});

test('a decision that is no object', () => {
  for (const result of [true, null, 'x', 3, ['a']]) {
    assert.deepEqual(event(exchange({ result })).result, result);
  }
});

test('two revisions in turn are told apart', () => {
  const revisions = ['r1', 'r2', 'r1'].map((revision) => event(exchange({ revision })).bundles.main?.revision);
  assert.deepEqual(revisions, ['r1', 'r2', 'r1']);
});

test('a clock that is set back is written as it is', () => {
  const at = (ms: number) => event({ ...exchange(), receivedAtMs: ms }).timestamp;
  assert.equal(at(2000.5), '1970-01-01T00:00:02.000500Z');
  assert.equal(at(1999.9999), '1970-01-01T00:00:01.999999Z');
});
