import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { test } from 'node:test';
import type { Members } from '../../../src/traffic/supervision/members.ts';
import { until } from '../client.ts';
import { name } from './discovered.ts';
import { startDns } from './dns.ts';
import { PROBE } from './probed.ts';
import { A, B, config, supervise } from './supervised.ts';

function urls(members: Members): Record<string, string[]> {
  return Object.fromEntries(Object.entries(members).map(([key, of]) => [key, of.members.map(({ url }) => url)]));
}

test('endpoints that stay are the same objects', async (t) => {
  const { supervision } = supervise(t);
  const first = await supervision.configure(config({ items: [A, B], users: [A] }));
  const second = await supervision.configure(config({ items: [A, B], users: [B] }));
  assert.equal(second.items, first.items);
  assert.deepEqual(urls(second), { items: [A, B], users: [B] });
});

test('the first answer of DNS is waited for', async (t) => {
  const { resolver } = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const { supervision, clock } = supervise(t, { resolver });
  const dns = { endpoints: [name()] };
  assert.deepEqual(urls(await supervision.configure(config({ items: dns }))), { items: [A] });
  await until(() => clock.waits.length === 1);
  assert.deepEqual(clock.waits, [5000], 'no other timer is left');
  assert.deepEqual(urls(await supervision.configure(config({ items: [B], users: dns }))), { items: [B], users: [A] });
});

test('but not for long', { timeout: 10_000 }, async (t) => {
  const { resolver: impatient, zone, asked } = await startDns(t);
  const resolver = new Resolver({ timeout: 60_000 });
  resolver.setServers(impatient.getServers());
  t.after(() => resolver.cancel());
  zone.set('A items.test', 'silence');
  const { supervision, clock } = supervise(t, { resolver });
  const configured = supervision.configure(config({ items: { endpoints: [name()] }, users: [B] }));
  await until(() => asked.length === 1);
  clock.pass(2000);
  assert.deepEqual(urls(await configured), { items: [], users: [B] });
});

test('who listens is told when DNS has other addresses', async (t) => {
  const { resolver, zone } = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const { supervision, clock } = supervise(t, { resolver });
  const told: Members[] = [];
  supervision.onChange((members) => told.push(members));
  const first = await supervision.configure(config({ items: { endpoints: [name()] }, users: [A] }));
  assert.equal(told.length, 0, 'the configuration itself is no news');
  zone.set('A items.test', [
    { ttl: 5, data: '10.0.0.1' },
    { ttl: 5, data: '10.0.0.2' },
  ]);
  await until(() => clock.waits.length === 1);
  clock.pass(5000);
  await until(() => told.length === 1);
  assert.deepEqual(urls(told[0]!), { items: [A, B], users: [A] });
  assert.equal(supervision.members, told[0]);
  assert.equal(told[0]!.users, first.users);
  assert.ok(told[0]!.items!.version > first.items!.version);
});

test('nobody is told of what the gateway must not connect to', async (t) => {
  const { resolver, zone } = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const { supervision, clock, lines } = supervise(t, { resolver });
  let told = 0;
  supervision.onChange(() => told++);
  await supervision.configure(config({ items: { endpoints: [name()] } }));
  zone.set('A items.test', [
    { ttl: 5, data: '10.0.0.1' },
    { ttl: 5, data: '169.254.169.254' },
  ]);
  await until(() => clock.waits.length === 1);
  clock.pass(5000);
  await until(() => lines.some((line) => line.includes('169.254.169.254')));
  assert.equal(told, 0);
});

test('a configuration that is refused does not make the names of the former one be asked anew', async (t) => {
  const { resolver, asked } = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const { supervision } = supervise(t, { resolver });
  await supervision.configure(config({ items: { endpoints: [name()] } }));
  const many = Array.from({ length: 9 }, (_, index) => `http://10.0.1.${index}`);
  await assert.rejects(supervision.configure(config({ items: many })), { code: 'config_invalid' });
  assert.equal(supervision.statuses()[0]!.names[0]!.resolved, true);
  assert.equal(asked.length, 1);
});

test('what does not fit changes nothing: the former configuration goes on', async (t) => {
  const { resolver, asked } = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const { supervision, clock } = supervise(t, { resolver });
  await supervision.configure(config({ items: [A] }));
  const many = Array.from({ length: 9 }, (_, index) => `http://10.0.1.${index}`);
  const wanted = config({ items: many, users: { endpoints: [name()] } });
  await assert.rejects(supervision.configure(wanted), { code: 'config_invalid', message: /is full/ });
  assert.equal(asked.length, 1);
  assert.deepEqual(clock.waits, [], 'nobody looks after what was refused');
  const tls = config({ items: { endpoints: [], tls: { ca: '/nowhere/ca.pem' } } });
  await assert.rejects(supervision.configure(tls), { code: 'config_invalid', message: /ca\.pem/ });
  assert.deepEqual(
    supervision.statuses().map(({ endpoints }) => endpoints.map(({ url }) => url)),
    [[A]],
  );
});

test('where DNS has more than there is room for, the endpoints stay as they were', async (t) => {
  const { resolver, zone } = await startDns(t, { 'A items.test': [{ ttl: 5, data: '10.0.0.1' }] });
  const { supervision, clock, lines } = supervise(t, { resolver });
  let told = 0;
  supervision.onChange(() => told++);
  await supervision.configure(config({ items: { endpoints: [name()] } }));
  zone.set(
    'A items.test',
    Array.from({ length: 9 }, (_, index) => ({ ttl: 5, data: `10.0.1.${index}` })),
  );
  await until(() => clock.waits.length === 1);
  clock.pass(5000);
  await until(() =>
    lines.some((line) => line.startsWith('error the endpoints stay as they were: there are 9 endpoints')),
  );
  assert.equal(told, 0);
  assert.deepEqual(
    supervision.statuses()[0]!.endpoints.map(({ url }) => url),
    [A],
  );
});

test('the former configuration given again finds everything as it was', async (t) => {
  const { supervision, board, status } = supervise(t);
  const former = config({ items: [A, B] });
  const before = await supervision.configure(former);
  supervision.drain('items', '10.0.0.1:8080');
  board.endpoint(1).answered(5, 0);
  await supervision.configure(config({ users: [A] }));
  const after = await supervision.configure(former);
  assert.deepEqual(after.items!.members, before.items!.members);
  assert.equal(status('items', A)?.health, 'drained');
  assert.equal(board.endpoint(1).successes, 5);
});

test('nothing runs any more when it is closed', async (t) => {
  const { resolver } = await startDns(t, { 'A items.test': [{ ttl: 5, data: '127.0.0.1' }] });
  const { supervision, clock } = supervise(t, { resolver });
  await supervision.configure(config({ items: { endpoints: [name()], probe: PROBE }, users: [A, B] }));
  await until(() => clock.waits.length === 3);
  supervision.close();
  assert.deepEqual(clock.waits, []);
});
