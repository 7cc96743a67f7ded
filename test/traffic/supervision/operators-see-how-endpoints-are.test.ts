import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../client.ts';
import { startHttp } from '../upstreams.ts';
import { name } from './discovered.ts';
import { startDns } from './dns.ts';
import { PROBE } from './probed.ts';
import { A, B, config, settle, supervise } from './supervised.ts';

test('healthy from the first', async (t) => {
  const { supervision } = supervise(t);
  await supervision.configure(config({ items: [A] }));
  const endpoint = {
    id: '10.0.0.1:8080',
    slot: 0,
    url: A,
    weight: 1,
    priority: 0,
    health: 'healthy',
    reason: undefined,
  };
  assert.deepEqual(supervision.statuses(), [
    {
      name: 'items',
      balancer: 'round_robin',
      endpoints: [{ ...endpoint, since: 1_000_000, ejections: 0, probe: undefined }],
      names: [],
    },
  ]);
});

test('ejected, on trial and back, each with its time and the log told', async (t) => {
  const { supervision, clock, board, lines, status } = supervise(t);
  await supervision.configure(config({ items: [A, B] }));
  board.endpoint(0).consecutive = 7;
  await settle();
  clock.pass(100);
  await settle();
  const ejected = status('items', A);
  assert.equal(ejected?.health, 'ejected');
  assert.equal(ejected.reason, '7 failures in a row');
  assert.equal(ejected.since, 1_000_100);
  assert.equal(ejected.ejections, 1);
  for (let i = 0; i < 300; i++) {
    clock.pass(100);
    await settle();
  }
  assert.equal(status('items', A)?.health, 'trial');
  board.endpoint(0).state = 4;
  clock.pass(100);
  assert.equal(status('items', A)?.health, 'healthy');
  assert.equal(status('items', A)?.ejections, 1);
  assert.deepEqual(lines, [
    `warn ${A} is ejected for 30 s: 7 failures in a row`,
    `info ${A} is tried with the next request`,
    `info ${A} is back`,
  ]);
});

test('unhealthy, with what the last probe told', async (t) => {
  let well = false;
  const { origin } = await startHttp(t, (_, res) => res.writeHead(well ? 200 : 503).end());
  const { supervision, clock, lines, status } = supervise(t);
  const probe = { ...PROBE, fall: 1, rise: 1 };
  await supervision.configure(
    config({ items: { endpoints: [{ kind: 'static', url: origin, weight: 1, priority: 0 }], probe } }),
  );
  await until(() => status('items', origin)?.health === 'unhealthy');
  const { reason, probe: outcome } = status('items', origin)!;
  assert.equal(reason, 'it answered with 503');
  assert.deepEqual(outcome, { at: 1_000_000, error: 'it answered with 503' });
  well = true;
  await until(() => clock.waits.length === 1);
  clock.pass(2000);
  await until(() => status('items', origin)?.health === 'healthy');
  assert.equal(status('items', origin)?.since, 1_002_000);
  assert.deepEqual(lines, [`warn ${origin} is unhealthy: it answered with 503`, `info ${origin} is healthy again`]);
});

test('names, with what is wrong with them', async (t) => {
  const { resolver, zone } = await startDns(t);
  zone.set('A items.test', 'servfail');
  zone.set('A users.test', [
    { ttl: 5, data: '169.254.169.254' },
    { ttl: 5, data: '10.0.0.1' },
  ]);
  const { supervision } = supervise(t, { resolver });
  const users = name({ name: 'users.test' });
  await supervision.configure(config({ items: { endpoints: [name()] }, users: { endpoints: [users] } }));
  const [items, others] = supervision.statuses();
  assert.deepEqual(items?.endpoints, []);
  assert.equal(items.names[0]?.name, 'http://items.test:8080');
  assert.equal(items.names[0].resolved, false);
  assert.match(items.names[0].error!, /ESERVFAIL/);
  assert.deepEqual(
    others?.endpoints.map(({ url }) => url),
    [A],
  );
  assert.equal(others.names[0]?.resolved, true);
  assert.match(others.names[0].error!, /http:\/\/169\.254\.169\.254:8080 is a link-local address/);
});
