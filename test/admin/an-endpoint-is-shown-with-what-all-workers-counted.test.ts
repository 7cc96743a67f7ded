import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upstreamsView } from '../../src/admin/upstreams-view.ts';
import { open } from './fixture.ts';
import { counted, STATUS } from './statuses.ts';

test('sums, the last probe, times, and what DNS said', async (t) => {
  const { json } = await open(t);
  const { upstreams } = await json('/v1/upstreams');
  const { endpoints, ...items } = upstreams.items;
  assert.deepEqual(items, {
    balancer: 'least_request',
    retries: 3,
    retries_refused: 3,
    overflows: { requests: 3, pending: 3 },
    names: [{ name: 'http://a', resolved: true, error: 'ESERVFAIL' }],
  });
  const [{ failures, latency, ...endpoint }] = endpoints;
  assert.deepEqual(endpoint, {
    id: 'a:80',
    url: 'http://a',
    weight: 2,
    priority: 1,
    health: 'ejected',
    reason: '5 failures in a row',
    since: '2026-01-01T00:00:00.000Z',
    ejections: 3,
    probe: { at: '2026-01-01T01:00:00.000Z', error: 'it answered with 503' },
    requests: 3,
    faults: 3,
    in_flight: 3,
    connected: 3,
  });
  assert.equal(failures.connect, 3);
  assert.equal(failures.timeout, 0);
  // One answer within 1 ms, two within 2 ms, as exact as the buckets are.
  assert.ok(latency.p50 >= 2 && latency.p50 < 2.2, String(latency.p50));
});

test('an endpoint that a worker has and the supervisor has not is left out, and the other way round is shown', () => {
  const gone = counted(1);
  const other = { ...gone, endpoints: gone.endpoints.map((endpoint) => ({ ...endpoint, url: 'http://b' })) };
  const [endpoint, ...others] = upstreamsView([STATUS], [[other]]).items!.endpoints;
  assert.deepEqual(others, []);
  assert.equal(endpoint!.url, 'http://a');
  assert.equal(endpoint!.requests, 0);
  assert.equal(endpoint!.latency, null);
});
