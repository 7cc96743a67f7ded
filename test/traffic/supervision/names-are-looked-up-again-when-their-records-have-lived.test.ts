import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../client.ts';
import { discover, name } from './discovered.ts';
import { startDns } from './dns.ts';

test('after the time to live of the shortest-lived record, and what changed is told', async (t) => {
  const dns = await startDns(t, {
    'A items.test': [
      { ttl: 90, data: '10.0.0.2' },
      { ttl: 30, data: '10.0.0.1' },
    ],
  });
  const found = discover(t, dns);
  found.discovery.follow([name()]);
  assert.equal(found.urls(name()), undefined, 'nothing before the first answer');
  await found.discovery.settled();
  assert.deepEqual(found.urls(name()), ['http://10.0.0.1:8080', 'http://10.0.0.2:8080']);
  assert.equal(found.changes, 1);
  await until(() => found.clock.waits.length === 1);
  assert.deepEqual(found.clock.waits, [30_000]);
  dns.zone.set('A items.test', [{ ttl: 60, data: '10.0.0.3' }]);
  found.clock.pass(30_000);
  await until(() => found.changes === 2);
  assert.deepEqual(found.urls(name()), ['http://10.0.0.3:8080']);
  assert.deepEqual(dns.asked, ['A items.test', 'A items.test'], 'AAAA is not asked for where there is A');
});

test('the same addresses in another order are no change', async (t) => {
  const records = ['10.0.0.1', '10.0.0.2'].map((data) => ({ ttl: 5, data }));
  const dns = await startDns(t, { 'A items.test': records });
  const found = discover(t, dns);
  found.discovery.follow([name()]);
  await found.discovery.settled();
  dns.zone.set('A items.test', records.toReversed());
  await until(() => found.clock.waits.length === 1);
  found.clock.pass(5000);
  await until(() => dns.asked.length === 2 && found.clock.waits.length === 1);
  assert.equal(found.changes, 1);
});

for (const [ttl, wait] of [
  [0, 1000],
  [86_400, 300_000],
] as const) {
  test(`records that live for ${ttl} s are looked up again after ${wait} ms`, async (t) => {
    const dns = await startDns(t, { 'A items.test': [{ ttl, data: '10.0.0.1' }] });
    const found = discover(t, dns);
    found.discovery.follow([name()]);
    await until(() => found.clock.waits.length === 1);
    assert.deepEqual(found.clock.waits, [wait]);
  });
}

test('a name that several upstreams have is looked up once, and no more when none has it', async (t) => {
  const dns = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const found = discover(t, dns);
  found.discovery.follow([name(), name({ weight: 2 })]);
  await until(() => found.clock.waits.length === 1);
  found.discovery.follow([name({ priority: 3 })]);
  assert.deepEqual(dns.asked, ['A items.test']);
  found.discovery.follow([]);
  assert.deepEqual(found.clock.waits, []);
  assert.equal(found.urls(name()), undefined);
});

test('an answer that comes after the name has left changes nothing', async (t) => {
  const dns = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const found = discover(t, dns);
  found.discovery.follow([name()]);
  found.discovery.follow([]);
  await until(() => dns.asked.length === 1);
  await dns.resolver.resolve4('items.test');
  assert.equal(found.changes, 0);
  assert.deepEqual(found.clock.waits, []);
});
