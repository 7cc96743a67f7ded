import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ejecting } from '../../../src/traffic/supervision/ejecting.ts';
import { Clock } from './clock.ts';
import { nameOf, OUTLIER } from './outliers.ts';
import { PlainRow } from './rows.ts';

function start() {
  const clock = new Clock();
  const events: string[] = [];
  const ejecting = new Ejecting({
    ticks: () => clock.now,
    after: clock.after,
    onEvent: (upstream, { url, what }) => void events.push(`${upstream} ${url} ${what}`),
  });
  const rows = [new PlainRow(), new PlainRow()];
  const endpoints = rows.map((row, index) => ({ url: nameOf(index), row }));
  return { clock, ejecting, events, rows, endpoints };
}

/** A round that waits goes on by promises. */
async function pass(clock: Clock, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    clock.pass(100);
    await new Promise(setImmediate);
  }
}

test('the board is looked at ten times a second', async () => {
  const { clock, ejecting, events, rows, endpoints } = start();
  ejecting.follow([{ upstream: 'items', outlier: OUTLIER, endpoints }]);
  await new Promise(setImmediate);
  assert.deepEqual(clock.waits, [100]);
  rows[0]!.consecutive = 5;
  await pass(clock, 100);
  assert.deepEqual(events, ['items a ejected']);
  assert.equal(ejecting.standing('items', 'a').ejections, 1);
  await pass(clock, 30_000);
  rows[0]!.state = 4;
  await pass(clock, 100);
  assert.deepEqual(events.slice(1), ['items a tried', 'items a returned']);
});

test('no timer where there is but one endpoint, and none where nobody is ejected', async () => {
  const { clock, ejecting, endpoints } = start();
  ejecting.follow([
    { upstream: 'items', outlier: OUTLIER, endpoints: endpoints.slice(0, 1) },
    { upstream: 'users', endpoints },
  ]);
  await new Promise(setImmediate);
  assert.deepEqual(clock.waits, []);
});

test('no timer any more when that changes, nor two', async () => {
  const { clock, ejecting, endpoints } = start();
  for (let round = 0; round < 2; round++) ejecting.follow([{ upstream: 'items', outlier: OUTLIER, endpoints }]);
  await new Promise(setImmediate);
  assert.deepEqual(clock.waits, [100]);
  ejecting.follow([]);
  await pass(clock, 100);
  assert.deepEqual(clock.waits, []);
});

test('one that is alone now is back at once, and so is everyone where nobody is ejected any more', () => {
  const { ejecting, events, rows, endpoints } = start();
  const eject = () => {
    ejecting.follow([{ upstream: 'items', outlier: OUTLIER, endpoints }]);
    rows[0]!.consecutive = 5;
    ejecting.follow([{ upstream: 'items', outlier: OUTLIER, endpoints }]);
    assert.equal(rows[0]!.state, 1);
  };
  eject();
  ejecting.follow([{ upstream: 'items', outlier: OUTLIER, endpoints: endpoints.slice(0, 1) }]);
  assert.equal(rows[0]!.state, 0);
  assert.deepEqual(events, ['items a ejected', 'items a returned']);
  eject();
  ejecting.follow([{ upstream: 'items', endpoints }]);
  assert.equal(rows[0]!.state, 0);
  ejecting.close();
});
