import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EndpointView, UpstreamView } from '../../src/admin/upstreams-view.ts';
import { eventually, type Running, start } from '../gateway/fixture.ts';
import { startUpstream, type TestUpstream } from '../gateway/upstream.ts';
import { regate } from './command-line.ts';

let good: TestUpstream;
let bad: TestUpstream;
let running: Running;
let options: string[];

before(async () => {
  good = await startUpstream();
  bad = await startUpstream((_, res) => res.writeHead(500).end());
  const endpoints = [good.origin, { url: bad.origin, weight: 2 }];
  const main = { endpoints, balancer: 'weighted', outlier: { consecutive: 3 } };
  running = await start({
    endpoints: [],
    config: { upstreams: { main, named: { endpoints: [{ dns: 'http://nowhere.invalid:80' }] } } },
  });
  options = ['--admin', running.gateway.admin, '--token-file', join(running.folder, 'state/admin-token')];
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await Promise.all([good.close(), bad.close()]);
});

const idOf = ({ origin }: TestUpstream) => new URL(origin).host;

async function upstreams(): Promise<Record<string, UpstreamView>> {
  const answer = (await (await running.admin('/v1/upstreams')).json()) as { upstreams: Record<string, UpstreamView> };
  return answer.upstreams;
}

async function endpoint({ origin }: TestUpstream): Promise<EndpointView> {
  const { endpoints } = (await upstreams()).main!;
  return endpoints.find(({ url }) => url === origin)!;
}

test('before the first request', async () => {
  const { main, named } = await upstreams();
  const { since, ...rest } = main!.endpoints[1]!;
  assert.ok(Date.now() - Date.parse(since) < 60_000);
  assert.deepEqual(rest, {
    id: idOf(bad),
    url: bad.origin,
    weight: 2,
    priority: 0,
    health: 'healthy',
    reason: null,
    ejections: 0,
    probe: null,
    requests: 0,
    failures: {
      connect: 0,
      connect_timeout: 0,
      invalid: 0,
      refused: 0,
      reset: 0,
      protocol: 0,
      timeout: 0,
      abandoned: 0,
    },
    faults: 0,
    in_flight: 0,
    connected: 0,
    latency: null,
  });
  assert.equal(main!.balancer, 'weighted');
  assert.deepEqual(named!.endpoints, []);
  assert.equal(named!.names[0]!.resolved, false);
});

test('an ejected endpoint, with its reason', async () => {
  const ejected = await eventually('the ejection', async () => {
    await fetch(`${running.url}/api/a`);
    const view = await endpoint(bad);
    return view.health === 'ejected' && view;
  });
  assert.match(ejected.reason!, /^\d failures in a row$/);
  assert.equal(ejected.ejections, 1);
  assert.ok(ejected.faults >= 3 && ejected.requests === ejected.faults);
  const { latency } = await endpoint(good);
  assert.ok(latency!.p50 > 0 && latency!.p50 <= latency!.p90 && latency!.p90 <= latency!.p99);
});

test('the same as a table, which says that an upstream has no healthy endpoint', async () => {
  const { code, out } = await regate('upstreams', ...options);
  assert.equal(code, 1);
  const [head, ...lines] = out.split('\n');
  assert.match(head!, /^UPSTREAM +ENDPOINT +HEALTH +SINCE +REQUESTS +FAILED +5XX +IN FLIGHT +P50 +P99 +REASON$/);
  assert.match(
    lines[0]!,
    new RegExp(`^main +${idOf(good)} +healthy +\\d+[sm] ago +\\d+ +0 +0 +0 +[\\d.]+ ms +[\\d.]+ ms +-$`),
  );
  assert.match(lines[1]!, new RegExp(`^main +${idOf(bad)} +ejected +\\d+s ago .* \\d failures in a row$`));
  assert.match(out, /\nUPSTREAM +BALANCER +RETRIES +NOT RETRIED +REFUSED\nmain +weighted +0 +0 +0\n/);
  assert.match(out, /\nnamed: http:\/\/nowhere\.invalid:80: \S+/);
});

test('drained and restored, by the options wherever they stand', async () => {
  const drained = await regate('upstreams', 'drain', 'main', idOf(good), ...options);
  assert.deepEqual([drained.code, drained.out], [0, `main: ${idOf(good)} is drained, 0 in flight\n`]);
  assert.equal((await endpoint(good)).reason, 'an operator wanted it');
  assert.equal((await fetch(`${running.url}/api/a`)).status, 503);
  const restored = await regate('upstreams', ...options, 'restore', 'main', idOf(good), '--json');
  assert.equal(JSON.parse(restored.out).health, 'healthy');
  assert.equal((await fetch(`${running.url}/api/a`)).status, 200);
});

test('what is unknown', async () => {
  for (const [name, id] of [
    ['main', '10.0.0.9:80'],
    ['other', idOf(good)],
    ['constructor', idOf(good)],
  ] as const) {
    const { code, err } = await regate('upstreams', 'drain', name, id, ...options);
    assert.equal(code, 1);
    assert.match(err, /^error admin_not_found: /);
  }
});
