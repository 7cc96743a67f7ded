import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { test } from 'node:test';
import { until } from '../client.ts';
import { discover, name } from './discovered.ts';
import { startDns } from './dns.ts';

const system = (host: string) => lookup(host, { all: true });

test('localhost is found in the file of hosts', async (t) => {
  const dns = await startDns(t);
  const { discovery, clock, urls } = discover(t, { ...dns, lookup: system });
  const local = name({ name: 'localhost' });
  discovery.follow([local]);
  await until(() => clock.waits.length === 1);
  assert.deepEqual(urls(local), ['http://127.0.0.1:8080']);
  assert.deepEqual(clock.waits, [30_000]);
});

test('IPv4 counts where there is both', async (t) => {
  const dns = await startDns(t);
  const both = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ];
  const { discovery, urls } = discover(t, { ...dns, lookup: async () => both });
  discovery.follow([name()]);
  await discovery.settled();
  assert.deepEqual(urls(name()), ['http://127.0.0.1:8080']);
});

test('also where there is no DNS server', async (t) => {
  const dns = await startDns(t);
  dns.resolver.setServers(['127.0.0.1:9']);
  const { discovery, urls } = discover(t, { ...dns, lookup: system });
  const local = name({ name: 'localhost' });
  discovery.follow([local]);
  await discovery.settled();
  assert.deepEqual(urls(local), ['http://127.0.0.1:8080']);
});

test('not where DNS knows the name', async (t) => {
  const dns = await startDns(t, { 'A localhost': [{ ttl: 5, data: '10.0.0.1' }] });
  const { discovery, urls } = discover(t, { ...dns, lookup: system });
  const local = name({ name: 'localhost' });
  discovery.follow([local]);
  await discovery.settled();
  assert.deepEqual(urls(local), ['http://10.0.0.1:8080']);
});

test('a name without IPv4 has its IPv6 addresses', async (t) => {
  const dns = await startDns(t, { 'AAAA items.test': [{ ttl: 20, data: 'fd00::1:2' }] });
  const { discovery, clock, urls } = discover(t, dns);
  discovery.follow([name()]);
  await until(() => clock.waits.length === 1);
  assert.deepEqual(urls(name()), ['http://[fd00::1:2]:8080']);
  assert.deepEqual(clock.waits, [20_000]);
});
