import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../../src/limits/table.ts';
import { Shedder } from '../../../src/request/shed.ts';

const NOW = 1_800_000_000_000;
const config = { inFlight: 1000, perAddress: { rate: 2, per: 10_000, burst: 3 } };

test('an address has its burst and then its rate; others are not touched', () => {
  const shedder = new Shedder(config, new LimitTable(LimitTable.allocate(64)));
  for (let i = 0; i < 3; i++) shedder.enter('192.0.2.1', NOW);
  assert.throws(() => shedder.enter('192.0.2.1', NOW), {
    code: 'too_many_requests',
    status: 429,
    headers: { 'retry-after': '5' },
  });
  assert.equal(shedder.inFlight, 3);
  shedder.enter('192.0.2.2', NOW);
  shedder.enter('192.0.2.1', NOW + 5000);
});

test('the addresses of one IPv6 network count as one', () => {
  const shedder = new Shedder(config, new LimitTable(LimitTable.allocate(64)));
  for (let i = 0; i < 3; i++) shedder.enter(`2001:db8::${i}`, NOW);
  assert.throws(() => shedder.enter('2001:db8::ffff', NOW), { code: 'too_many_requests' });
  shedder.enter('2001:db8:0:1::1', NOW);
});

test('workers count an address together', () => {
  const memory = LimitTable.allocate(64);
  const [one, two] = [0, 1].map(() => new Shedder(config, new LimitTable(memory))) as [Shedder, Shedder];
  one.enter('192.0.2.1', NOW);
  two.enter('192.0.2.1', NOW);
  one.enter('192.0.2.1', NOW);
  assert.throws(() => two.enter('192.0.2.1', NOW), { code: 'too_many_requests' });
});

test('an address that the table has no slot for passes, and is counted', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  const shedder = new Shedder({ inFlight: 1000, perAddress: { rate: 1, per: 86_400_000, burst: 1 } }, table);
  for (let i = 0; i < 200; i++) shedder.enter(`192.0.2.${i}`, NOW);
  assert.ok(table.counters.tableFull > 0);
  assert.equal(table.counters.refused, 0);
});
