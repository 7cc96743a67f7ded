import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locate } from '../../../src/traffic/supervision/located.ts';
import { until } from '../client.ts';
import { discover, service } from './discovered.ts';
import { startDns } from './dns.ts';

const zone = {
  'SRV _items._tcp.test': [
    { ttl: 500, data: '10 60 8001 a.test' },
    { ttl: 500, data: '10 0 8002 b.test' },
    { ttl: 500, data: '20 5 8003 b.test' },
  ],
  'A a.test': [
    { ttl: 90, data: '10.0.0.1' },
    { ttl: 90, data: '10.0.0.2' },
  ],
  'A b.test': [{ ttl: 40, data: '10.0.0.3' }],
};

test('the port of each record, its priority as tier, its weight shared by its addresses', async (t) => {
  const dns = await startDns(t, zone);
  const { discovery, clock } = discover(t, dns);
  discovery.follow([service()]);
  await until(() => clock.waits.length === 1);
  assert.deepEqual(discovery.get(service()).targets, [
    { url: 'http://10.0.0.1:8001', weight: 30, priority: 10 },
    { url: 'http://10.0.0.2:8001', weight: 30, priority: 10 },
    { url: 'http://10.0.0.3:8002', weight: 1, priority: 10 },
    { url: 'http://10.0.0.3:8003', weight: 5, priority: 20 },
  ]);
  assert.deepEqual(clock.waits, [40_000], 'what the addresses live counts');
});

test('within the priority and by the weight of the configuration', async (t) => {
  const dns = await startDns(t, zone);
  const { discovery } = discover(t, dns);
  discovery.follow([service()]);
  await discovery.settled();
  const located = locate(
    {
      endpoints: [
        { ...service(), weight: 3, priority: 2 },
        { kind: 'static', url: 'http://10.0.0.9', weight: 1, priority: 3 },
      ],
    },
    (endpoint) => discovery.get(endpoint),
    [],
  );
  assert.deepEqual(
    located.map(({ weight, priority }) => [weight, priority]),
    [
      [90, 2.0001],
      [90, 2.0001],
      [3, 2.0001],
      [15, 2.0002],
      [1, 3],
    ],
  );
});

test('a target that is gone is left out, one that cannot be asked about fails the look-up', async (t) => {
  const dns = await startDns(t, { ...zone, 'A b.test': [] });
  const { discovery, clock, urls } = discover(t, dns);
  dns.zone.delete('A b.test');
  discovery.follow([service()]);
  await until(() => clock.waits.length === 1);
  assert.deepEqual(urls(service()), ['http://10.0.0.1:8001', 'http://10.0.0.2:8001']);
  assert.equal(discovery.get(service()).error, undefined);
  dns.zone.set('A a.test', 'servfail');
  dns.zone.set('A b.test', [{ ttl: 5, data: '10.0.0.3' }]);
  clock.pass(300_000);
  await until(() => discovery.get(service()).error !== undefined);
  assert.deepEqual(urls(service()), ['http://10.0.0.1:8001', 'http://10.0.0.2:8001']);
});

test('the root as the only target means that there is no such service', async (t) => {
  const dns = await startDns(t, { 'SRV _items._tcp.test': [{ ttl: 5, data: '0 0 0 .' }] });
  const { discovery } = discover(t, dns);
  discovery.follow([service()]);
  await discovery.settled();
  assert.equal(discovery.get(service()).error, '_items._tcp.test has no address');
  assert.deepEqual(dns.asked, ['SRV _items._tcp.test']);
});
