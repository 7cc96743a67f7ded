import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../client.ts';
import { discover, name } from './discovered.ts';
import { startDns } from './dns.ts';

for (const [title, outcome, error] of [
  ['a server that fails', 'servfail', /ESERVFAIL/],
  ['a server that refuses', 'refused', /EREFUSED/],
  ['a server that is silent', 'silence', /ETIMEOUT/],
  ['a name that is gone', 'nxdomain', /the system does not know items.test/],
  ['a name without addresses', [], /items.test has no address/],
] as const) {
  test(title, async (t) => {
    const dns = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
    const found = discover(t, dns);
    found.discovery.follow([name()]);
    await until(() => found.clock.waits.length === 1);
    dns.zone.set('A items.test', outcome);
    found.clock.pass(5000);
    await until(() => found.discovery.get(name()).error !== undefined);
    assert.match(found.discovery.get(name()).error!, error);
    assert.deepEqual(found.urls(name()), ['http://10.0.0.1:8080']);
    assert.equal(found.changes, 1);
    dns.zone.set('A items.test', [{ ttl: 5, data: '10.0.0.2' }]);
    await until(() => found.clock.waits.length === 1);
    found.clock.pass(1000);
    await until(() => found.changes === 2);
    assert.deepEqual(found.urls(name()), ['http://10.0.0.2:8080']);
    assert.equal(found.discovery.get(name()).error, undefined);
  });
}

test('it is tried again less and less often, and told once', async (t) => {
  const dns = await startDns(t);
  const found = discover(t, dns);
  found.discovery.follow([name()]);
  const waits: number[] = [];
  for (let round = 0; round < 8; round++) {
    await until(() => found.clock.waits.length === 1);
    waits.push(...found.clock.waits);
    found.clock.pass(60_000);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  assert.deepEqual(found.lines, [
    'warn http://items.test:8080 cannot be looked up; it has no endpoints yet: the system does not know items.test',
  ]);
});

test('after an answer the wait begins small again', async (t) => {
  const dns = await startDns(t);
  const found = discover(t, dns);
  found.discovery.follow([name()]);
  const waits: number[] = [];
  for (const outcome of ['nxdomain', [{ ttl: 7, data: '10.0.0.1' }], 'nxdomain', 'nxdomain'] as const) {
    await until(() => found.clock.waits.length === 1);
    waits.push(...found.clock.waits);
    dns.zone.set('A items.test', outcome);
    found.clock.pass(60_000);
  }
  assert.deepEqual(waits, [1000, 2000, 7000, 1000]);
});

test('many gateways do not ask at the same time', async (t) => {
  const dns = await startDns(t);
  const found = discover(t, { ...dns, random: () => 0 });
  found.discovery.follow([name()]);
  await until(() => found.clock.waits.length === 1);
  assert.deepEqual(found.clock.waits, [500]);
});
