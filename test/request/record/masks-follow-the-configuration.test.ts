import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, masked, READS } from '../../audit/fixture.ts';
import { CONFIG, recorder } from './fixture.ts';

test('pointers and key headers of the configuration in force', () => {
  const { recorder: target, events } = recorder();
  const reads = [...READS, ['request', 'headers', 'x-partner']];
  const input = '{"request":{"headers":{"x-partner":"secret"}},"subject":{"id":"alice"}}';
  target.record(exchange({ reads, input }));
  target.configure({
    audit: { ...CONFIG.audit, mask: ['/input/subject/id'] },
    apiKeys: { partners: { name: 'partners', file: '/keys.yaml', header: 'x-partner' } },
  });
  target.record(exchange({ reads, input }));
  target.record(exchange({ reads: null, input }));
  target.configure(CONFIG);
  target.record(exchange({ reads, input }));
  const plain = { request: { headers: { 'x-partner': 'secret' } }, subject: { id: 'alice' } };
  const hidden = { request: { headers: { 'x-partner': '***' } }, subject: { id: masked('alice') } };
  assert.deepEqual(
    events().map((event) => event.input),
    [plain, hidden, hidden, plain],
  );
});
