import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../client.ts';
import { startHttp, startTcp } from '../upstreams.ts';
import { endpoint, startProbing } from './probed.ts';

/** A server that is well as long as `well` is true. */
async function patient(t: Parameters<typeof startHttp>[0]) {
  const state = { well: true, asked: 0 };
  const { origin } = await startHttp(t, (_, res) => {
    state.asked++;
    res.writeHead(state.well ? 200 : 503).end();
  });
  return { origin, state };
}

test('what comes of it stands on the board', async (t) => {
  const { origin, state } = await patient(t);
  const { probing, clock, changes, round } = startProbing(t);
  const asked = endpoint(origin);
  state.well = false;
  probing.follow([asked]);
  const seen: number[] = [];
  for (const well of [false, false, false, true, false, true, true]) {
    state.well = well;
    await round();
    seen.push(asked.row.probed);
  }
  assert.deepEqual(seen, [0, 0, 2, 2, 2, 2, 1]);
  assert.deepEqual(changes, ['2 it answered with 503', '1']);
  assert.deepEqual(asked.row.comebacks, [clock.now], 'it comes back to a slow start');
  assert.deepEqual(probing.outcome(0), { at: 1_000_000 + clock.now, error: undefined });
});

test('a tenth more or less, by chance', async (t) => {
  for (const [random, wait] of [
    [0, 1800],
    [0.5, 2000],
    [1, 2200],
  ] as const) {
    const { origin } = await patient(t);
    const { probing, clock, round } = startProbing(t, { random: () => random });
    probing.follow([endpoint(origin)]);
    await round();
    assert.deepEqual(clock.waits, [wait]);
  }
});

test('one that stays is not asked anew, one that leaves is asked no more and nothing is known of it', async (t) => {
  const { origin, state } = await patient(t);
  const { probing, clock, changes, round } = startProbing(t);
  const asked = endpoint(origin);
  probing.follow([asked]);
  await round();
  const outcome = probing.outcome(0);
  probing.follow([{ ...asked }]);
  assert.equal(probing.outcome(0), outcome);
  assert.equal(state.asked, 1);
  assert.deepEqual(changes, [], 'to be well is no news');
  assert.equal(asked.row.probed, 1);
  probing.follow([]);
  assert.deepEqual(clock.waits, []);
  assert.equal(asked.row.probed, 0);
  assert.equal(probing.outcome(0), undefined);
});

test('one that is to be asked otherwise keeps what is known of it', async (t) => {
  const { origin, state } = await patient(t);
  const { probing, clock, round } = startProbing(t);
  const asked = endpoint(origin);
  state.well = false;
  probing.follow([asked]);
  for (let i = 0; i < 3; i++) await round();
  state.well = true;
  probing.follow([{ ...asked, probe: { ...asked.probe, path: '/other', interval: 500 } }]);
  await until(() => state.asked === 4 && clock.waits.length === 1);
  assert.equal(asked.row.probed, 2);
  assert.deepEqual(clock.waits, [500]);
  clock.pass(500);
  await until(() => asked.row.probed === 1);
});

test('a probe under way ends with the endpoint, and nothing comes of it', async (t) => {
  let open = 0;
  const upstream = await startHttp(t, (_, res) => {
    open++;
    res.on('close', () => open--);
  });
  const { probing, clock } = startProbing(t);
  const asked = endpoint(upstream.origin, { fall: 1 });
  probing.follow([asked]);
  await until(() => open === 1);
  probing.close();
  await until(() => open === 0);
  assert.equal(asked.row.probed, 0);
  assert.deepEqual(clock.waits, []);
});

test('TCP: a connection is enough', async (t) => {
  const upstream = await startTcp(t, () => {});
  const { probing, round } = startProbing(t);
  const asked = endpoint(upstream.origin, { kind: 'tcp', timeout: 60_000 });
  probing.follow([asked]);
  assert.equal(await round(), undefined);
  await until(() => upstream.connections === 1 && upstream.open.size === 0);
  await upstream.kill();
  assert.match((await round())!, /ECONNREFUSED/);
});
