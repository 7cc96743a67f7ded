import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { BUCKETS, Counters } from '../../../src/request/recording/counters.ts';
import { exchange } from '../../audit/fixture.ts';

test('exchanges by route, outcome and class of the status', () => {
  const counters = new Counters();
  counters.count(exchange({ status: 204 }));
  counters.count(exchange({ status: 200 }));
  counters.count(exchange({ status: 403, outcome: 'denied' }));
  counters.count(exchange({ route: '', status: 0, outcome: 'aborted', entrypoint: '' }));
  counters.count(exchange({ route: '', status: 999, outcome: 'allowed', entrypoint: '' }));
  assert.deepEqual(counters.snapshot().requests, [
    { route: 'items', outcome: 'allowed', status: '2xx', count: 2 },
    { route: 'items', outcome: 'denied', status: '4xx', count: 1 },
    { route: '', outcome: 'allowed', status: '5xx', count: 1 },
    { route: '', outcome: 'aborted', status: 'none', count: 1 },
  ]);
});

test('durations, each in its bucket; a stage that was not come to counts nothing', () => {
  const counters = new Counters();
  const facts = exchange();
  Object.assign(facts.timings, { receive: 0.01, decide: 0.0101, limit: -1, upstream: 60_000, total: 60_001 });
  counters.count(facts);
  const { stages, durations } = counters.snapshot();
  const bucket = (stage: string) => stages[stage]?.buckets.indexOf(1);
  assert.equal(bucket('receive'), BUCKETS.indexOf(0.00001));
  assert.equal(bucket('decide'), BUCKETS.indexOf(0.000025));
  assert.equal(bucket('limit'), -1);
  assert.equal(bucket('upstream'), BUCKETS.length);
  assert.equal(stages.upstream?.sum, 60);
  assert.equal(durations.items?.sum, 60.001);
});

test('decisions by what the policy said, whatever became of the exchange', () => {
  const counters = new Counters();
  counters.count(exchange());
  counters.count(exchange({ outcome: 'limited', status: 429 }));
  counters.count(exchange({ result: { allow: false } }));
  counters.count(exchange({ result: { allow: 'true' } }));
  counters.count(exchange({ result: { allow: true, odd: 1 }, error: { code: 'policy_fault', message: '' } }));
  counters.count(exchange({ result: undefined, error: { code: 'policy_unavailable', message: '' } }));
  counters.count(exchange({ entrypoint: '', bundle: '' }));
  counters.count(exchange({ result: undefined, error: { code: 'bad_body', message: '' }, outcome: 'refused' }));
  assert.deepEqual(
    counters.snapshot().decisions.map(({ bundle, decision, count }) => [bundle, decision, count]),
    [
      ['main', 'allow', 2],
      ['main', 'deny', 2],
      ['main', 'fault', 2],
    ],
  );
});

test('a blocked event loop shows, and is forgotten when it was shown', async () => {
  const counters = new Counters();
  await setTimeout(50);
  const end = performance.now() + 200;
  while (performance.now() < end);
  await setTimeout(50);
  const { loopDelay, utilization } = counters.snapshot();
  assert.ok(loopDelay.max > 0.1 && loopDelay.max < 2, String(loopDelay.max));
  assert.ok(loopDelay.p50 < 0.05);
  assert.ok(utilization > 0.3 && utilization <= 1);
  await setTimeout(50);
  assert.ok(counters.snapshot().loopDelay.max < 0.1);
});
