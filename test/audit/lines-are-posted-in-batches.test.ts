import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { linesText } from '../../src/audit/line-buffer.ts';
import { type AuditBatch, AuditChannel, AuditQueue } from '../../src/audit/queue.ts';

function queue() {
  const channel = new AuditChannel();
  const batches: AuditBatch[] = [];
  return { channel, batches, queue: new AuditQueue({ channel, post: (batch) => batches.push(batch) }) };
}

function push(target: AuditQueue, count: number): void {
  for (let i = 0; i < count; i++) {
    const sequence = target.issue();
    if (target.hasRoom) target.push(`{"sequence":${sequence}}`);
    else target.drop('queue_full');
  }
}

test('many lines make few batches, and a flush brings the rest', () => {
  const { batches, queue: target } = queue();
  push(target, 1000);
  assert.ok(batches.length >= 2 && batches.length <= 20);
  target.flush();
  const lines = batches.flatMap((batch) =>
    linesText(batch.lines)
      .split('\n')
      .filter((line) => line !== ''),
  );
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).sequence),
    Array.from({ length: 1000 }, (_, i) => i + 1),
  );
  assert.equal(
    batches.reduce((sum, { count }) => sum + count, 0),
    1000,
  );
  target.flush();
  assert.equal(batches.at(-1)?.count === 0, false, 'an empty flush posts nothing');
});

test('a single line is posted after a pause, and so is the next', async () => {
  const { batches, queue: target } = queue();
  for (const posted of [1, 2]) {
    push(target, 1);
    assert.equal(batches.length, posted - 1);
    await setTimeout(100);
    assert.equal(batches.length, posted);
  }
  assert.equal(linesText(batches[1]!.lines), '{"sequence":2}\n');
});

test('what finds no room is dropped and counted, and shows as a gap', () => {
  const { channel, batches, queue: target } = queue();
  target.limit = 100;
  push(target, 150);
  target.flush();
  assert.equal(
    batches.reduce((sum, { count }) => sum + count, 0),
    100,
  );
  assert.deepEqual(batches.at(-1)?.dropped, { queue_full: 50, unserializable: 0 });
  channel.settle(100);
  push(target, 1);
  target.flush();
  assert.equal(linesText(batches.at(-1)!.lines), '{"sequence":151}\n');
});

test('drops are reported even where nothing else is', () => {
  const { batches, queue: target } = queue();
  target.limit = 0;
  push(target, 3);
  target.flush();
  assert.equal(batches.length, 1);
  const [{ lines, ...rest }] = batches as [AuditBatch];
  assert.equal(linesText(lines), '');
  assert.deepEqual(rest, { count: 0, dropped: { queue_full: 3, unserializable: 0 } });
  target.flush();
  assert.equal(batches.length, 1);
});

test('drops are reported after a pause, also while they go on', async () => {
  const { batches, queue: target } = queue();
  target.limit = 0;
  for (let i = 0; i < 15; i++) {
    push(target, 1);
    await setTimeout(10);
  }
  assert.ok(batches.length >= 1);
});

test('the counters of a channel may wrap', () => {
  const memory = new SharedArrayBuffer(8);
  new Int32Array(memory).fill(-3);
  const channel = new AuditChannel(memory);
  for (let i = 0; i < 5; i++) channel.issue();
  assert.equal(channel.issuedBeyond(2 ** 32 - 3), 5);
  channel.settle(5);
  assert.equal(channel.unsettledOf(2 ** 32 + 4), 2);
});
