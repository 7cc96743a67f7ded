import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Measurement, Metrics, type SupervisorFacts } from '../../src/admin/metrics.ts';
import { BundleProgress } from '../../src/bundle/status.ts';
import { Counters } from '../../src/request/recording/counters.ts';
import { exchange } from '../audit/fixture.ts';
import { open, policyOf } from './fixture.ts';
import { counted, STATUS } from './statuses.ts';

const audit = {
  received: 9,
  written: 7,
  dropped: { queue_full: 1, unserializable: 0, worker_ended: 1, full: 0, disk: 0 },
};

function facts(): SupervisorFacts {
  const progress = new BundleProgress(() => Date.UTC(2026, 0, 1), './policies');
  progress.mark('answered');
  progress.activated(policyOf('r1'));
  progress.failed(new Error('x'));
  return { generation: 3, bundles: { main: progress.status }, audit, throttles: [], upstreams: [STATUS] };
}

function measured(worker: number, requests: number): Measurement {
  const counters = new Counters();
  for (let i = 0; i < requests; i++) counters.count(exchange());
  return {
    worker,
    counters: counters.snapshot(),
    limits: { granted: requests, refused: 1, evicted: 0, tableFull: 0 },
    upstreams: [counted(2)],
    inFlight: 4,
  };
}

/** Samples of Prometheus text by name and labels; a line that has not this form fails the test. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ') || line.startsWith('# TYPE ')) continue;
    const match = /^([a-z_:][\w:]*(?:\{(?:[a-z_]\w*="(?:[^"\\]|\\.)*",?)*\})?) (-?[\d.e+-]+|\+Inf|NaN)$/i.exec(line);
    assert.ok(match, line);
    assert.ok(!samples.has(match[1]!), `${match[1]} stands there twice`);
    samples.set(match[1]!, Number(match[2]));
  }
  return samples;
}

const REQUESTS = 'regate_requests_total{route="items",outcome="allowed",status="2xx"}';
const IN_FLIGHT = 'regate_requests_in_flight';

test('two workers', async () => {
  const metrics = new Metrics();
  metrics.take(measured(1, 3));
  metrics.take(measured(2, 4));
  const samples = parse(await metrics.render(facts()));
  assert.equal(samples.get(REQUESTS), 7);
  assert.equal(samples.get(IN_FLIGHT), 8);
  assert.equal(samples.get('regate_decisions_total{bundle="main",decision="allow"}'), 7);
  assert.equal(samples.get('regate_limits_total{result="granted"}'), 7);
  assert.equal(samples.get('regate_upstream_failures_total{upstream="items",endpoint="http://a",reason="connect"}'), 4);
  assert.equal(samples.get('regate_upstream_faults_total{upstream="items",endpoint="http://a"}'), 4);
  assert.equal(samples.get('regate_upstream_retries_total{upstream="items"}'), 4);
  assert.equal(samples.get('regate_upstream_retries_refused_total{upstream="items"}'), 4);
  assert.equal(samples.get('regate_upstream_overflows_total{upstream="items",cap="pending"}'), 4);
  assert.equal(samples.get('regate_request_duration_seconds_count{route="items"}'), 7);
  assert.equal(samples.get('regate_request_duration_seconds_bucket{route="items",le="0.001"}'), 0);
  assert.equal(samples.get('regate_request_duration_seconds_bucket{route="items",le="0.0025"}'), 7);
  assert.equal(samples.get('regate_request_duration_seconds_bucket{route="items",le="+Inf"}'), 7);
  assert.ok(samples.has('regate_event_loop_delay_seconds{worker="2",quantile="p99"}'));
});

test('no counter goes back when a worker ends, and its gauges are gone', async () => {
  const metrics = new Metrics();
  metrics.take(measured(1, 3));
  metrics.take(measured(2, 4));
  metrics.ended(1);
  metrics.ended(1);
  metrics.take(measured(3, 1));
  const samples = parse(await metrics.render(facts()));
  assert.equal(samples.get(REQUESTS), 8);
  assert.equal(samples.get(IN_FLIGHT), 8);
  assert.ok(!samples.has('regate_event_loop_utilization{worker="1"}'));
  metrics.ended(2);
  metrics.ended(3);
  const after = parse(await metrics.render(facts()));
  assert.equal(after.get(REQUESTS), 8);
  assert.equal(after.get('regate_request_duration_seconds_bucket{route="items",le="+Inf"}'), 8);
});

test('what the supervisor knows', async () => {
  const samples = parse(await new Metrics().render(facts()));
  assert.equal(samples.get('regate_generation'), 3);
  assert.equal(samples.get('regate_bundle_info{bundle="main",revision="r1"}'), 1);
  assert.equal(samples.get('regate_bundle_activated_timestamp_seconds{bundle="main"}'), Date.UTC(2026, 0, 1) / 1000);
  assert.equal(samples.get('regate_bundle_answered_timestamp_seconds{bundle="main"}'), Date.UTC(2026, 0, 1) / 1000);
  assert.equal(samples.get('regate_bundle_activations_total{bundle="main",result="activated"}'), 1);
  assert.equal(samples.get('regate_bundle_activations_total{bundle="main",result="failed"}'), 1);
  const endpoint = 'upstream="items",endpoint="http://a"';
  assert.equal(samples.get(`regate_upstream_endpoint_health{${endpoint},health="ejected"}`), 1);
  assert.equal(samples.get(`regate_upstream_endpoint_health{${endpoint},health="healthy"}`), 0);
  assert.equal(samples.get(`regate_upstream_ejections_total{${endpoint}}`), 3);
  assert.equal(samples.get('regate_decision_log_events_total'), 7);
  assert.equal(samples.get('regate_decision_log_dropped_total{reason="worker_ended"}'), 1);
  assert.ok(samples.get('process_cpu_seconds_total')! > 0);
  assert.ok(samples.get('process_resident_memory_bytes')! > 1e6);
});

test('names that carry markup or quotes stay in their place', async () => {
  const counters = new Counters();
  counters.count(exchange({ route: 'a"} 1\nregate_fake 7\n<script>\\' }));
  const metrics = new Metrics();
  metrics.take({ ...measured(1, 0), counters: counters.snapshot() });
  const samples = parse(await metrics.render(facts()));
  assert.ok(!samples.has('regate_fake'));
});

test('over HTTP, as text', async (t) => {
  const { send } = await open(t);
  const answer = await send('/metrics');
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.ok(parse(await answer.text()).size > 10);
});
