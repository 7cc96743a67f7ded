import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../../src/audit/exchange.ts';
import { GatewayError } from '../../../src/errors.ts';
import { exchange, faults } from '../../audit/fixture.ts';
import { CONFIG, recorder } from './fixture.ts';

test('whatever became of it', () => {
  const { recorder: target, events } = recorder();
  const outcomes: Outcome[] = [
    'allowed',
    'denied',
    'limited',
    'unauthenticated',
    'refused',
    'shed',
    'failed',
    'aborted',
  ];
  for (const outcome of outcomes) target.record(exchange({ outcome }));
  assert.deepEqual(
    events().map(({ http }) => http.outcome),
    outcomes,
  );
  assert.deepEqual(
    events().map(({ sequence }) => sequence),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  const counted = target.counters.snapshot().requests;
  assert.deepEqual(
    counted.map(({ outcome, count }) => [outcome, count]),
    outcomes.map((outcome) => [outcome, 1]),
  );
});

test('what failed before it was a request', () => {
  const { recorder: target, events } = recorder();
  target.clientError(new GatewayError('request_timeout', 'the header section did not arrive in time'), {
    remoteAddress: '192.0.2.1',
  });
  const [event] = events();
  assert.deepEqual(faults(event), []);
  assert.equal(event?.decision_id, 'made-id');
  assert.equal(event?.timestamp, '2026-01-01T00:00:00.000000Z');
  assert.equal(event?.requested_by, '192.0.2.1');
  assert.equal(event?.http.status, 408);
  assert.equal(event?.http.outcome, 'refused');
  assert.equal(event?.error?.code, 'request_timeout');
});

test('an event that finds no room is counted, and its exchange too', () => {
  const { recorder: target, batches, events } = recorder({ ...CONFIG, audit: { ...CONFIG.audit, queue: 2 } });
  for (let i = 0; i < 5; i++) target.record(exchange());
  assert.equal(events().length, 2);
  assert.equal(batches.at(-1)?.dropped.queue_full, 3);
  assert.equal(target.counters.snapshot().requests[0]?.count, 5);
});

test('an event that cannot be made fails no exchange', () => {
  const { recorder: target, batches, events } = recorder();
  target.record(exchange({ ndBuiltins: { big: 1n } }));
  target.record(exchange());
  assert.deepEqual(
    events().map(({ sequence }) => sequence),
    [2],
  );
  assert.equal(batches.at(-1)?.dropped.unserializable, 1);
});
