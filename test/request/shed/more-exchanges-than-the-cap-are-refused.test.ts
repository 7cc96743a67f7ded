import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitTable } from '../../../src/limits/table.ts';
import { Shedder } from '../../../src/request/shed.ts';

test('an exchange beyond the cap is refused with 503 until another has left', () => {
  const shedder = new Shedder({ inFlight: 2 }, new LimitTable(LimitTable.allocate(4)));
  shedder.enter('192.0.2.1', 0);
  shedder.enter('192.0.2.2', 0);
  assert.throws(() => shedder.enter('192.0.2.3', 0), {
    code: 'overloaded',
    status: 503,
    headers: { 'retry-after': '1' },
  });
  assert.equal(shedder.inFlight, 2);
  shedder.leave();
  shedder.enter('192.0.2.3', 0);
  assert.equal(shedder.inFlight, 2);
});

test('without a limit per address no address is counted', () => {
  const table = new LimitTable(LimitTable.allocate(4));
  const shedder = new Shedder({ inFlight: 1000 }, table);
  for (let i = 0; i < 1000; i++) shedder.enter('192.0.2.1', 0);
  assert.equal(table.occupied, 0);
});
