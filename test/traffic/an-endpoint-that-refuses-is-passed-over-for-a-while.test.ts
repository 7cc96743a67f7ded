import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call } from './client.ts';
import { deafOrigin } from './deaf.ts';
import { startGateway } from './gateway.ts';
import { startHttp } from './upstreams.ts';

test('for a second no request tries it, then one does, and when it is back it gets its share', async (t) => {
  const gone = await startHttp(t, (_req, res) => res.end('a'));
  const live = await startHttp(t, (_req, res) => res.end('b'));
  const gateway = await startGateway(t, { endpoints: [gone.origin, live.origin] });
  const attempts = () => gateway.upstreams.statistics()[0]!.endpoints[0]!.requests;
  await gone.kill();
  for (let i = 0; i < 6; i++) assert.equal((await call(gateway.origin)).body.toString(), 'b');
  assert.equal(attempts(), 1);
  assert.equal(gateway.upstreams.statistics()[0]!.endpoints[0]!.passedOver, true);

  gateway.pass(1001);
  for (let i = 0; i < 6; i++) assert.equal((await call(gateway.origin)).body.toString(), 'b');
  assert.equal(attempts(), 2);

  await startHttp(t, (_req, res) => res.end('A'), gone.port);
  gateway.pass(1001);
  let answers = '';
  for (let i = 0; i < 6; i++) answers += (await call(gateway.origin)).body;
  assert.equal(answers.replaceAll('b', '').length, 3);
});

test('one request at a time finds out whether it is back', async (t) => {
  const live = await startHttp(t, (_req, res) => res.end('b'));
  const gateway = await startGateway(t, { endpoints: [await deafOrigin(t), live.origin], timeouts: { connect: 300 } });
  const attempts = () => gateway.upstreams.statistics()[0]!.endpoints[0]!.requests;
  await call(gateway.origin);
  assert.equal(attempts(), 1);
  gateway.pass(1001);
  const together = await Promise.all(Array.from({ length: 6 }, () => call(gateway.origin)));
  for (const answer of together) assert.equal(answer.body.toString(), 'b');
  assert.equal(attempts(), 2);
});

test('it is tried all the same where there is no other', async (t) => {
  const lone = await startHttp(t, (_req, res) => res.end('a'));
  const gateway = await startGateway(t, { endpoints: [lone.origin] });
  await lone.kill();
  assert.equal((await call(gateway.origin)).status, 502);
  await startHttp(t, (_req, res) => res.end('back'), lone.port);
  assert.equal((await call(gateway.origin)).body.toString(), 'back');
});
