import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { AuditIntake } from '../../src/audit/intake.ts';
import { RecentDecisions } from '../../src/audit/recent.ts';

const QUEUE = new URL('../../src/audit/queue.ts', import.meta.url).href;

/** A thread that records `count` events, flushes if it is asked to, and then hangs. */
async function record(intake: AuditIntake, id: number, count: number, flush: boolean): Promise<Worker> {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { AuditChannel, AuditQueue } from ${JSON.stringify(QUEUE)};
    const channel = new AuditChannel(workerData);
    const queue = new AuditQueue({ channel, post: (batch) => parentPort.postMessage({ batch }) });
    for (let i = 0; i < ${count}; i++) { queue.issue(); queue.push('{}'); }
    if (${flush}) queue.flush();
    parentPort.postMessage({ recorded: true });
    for (;;);
  `;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: intake.open(id),
  });
  await new Promise<void>((resolve) => {
    worker.on('message', ({ batch, recorded }) => {
      if (recorded) resolve();
      else intake.receive(id, batch);
    });
  });
  return worker;
}

test('a thread that is terminated loses what it had not posted, and the loss is known', async () => {
  const intake = new AuditIntake(new RecentDecisions(100), undefined);
  const worker = await record(intake, 1, 1000, false);
  await worker.terminate();
  intake.ended(1);
  const { received, dropped } = intake.statistics();
  assert.ok(dropped.worker_ended > 0 && dropped.worker_ended < 1000);
  assert.equal(received + dropped.worker_ended, 1000);
});

test('a thread that flushed loses nothing', async () => {
  const intake = new AuditIntake(new RecentDecisions(100), undefined);
  const worker = await record(intake, 1, 1000, true);
  const exited = once(worker, 'exit');
  await worker.terminate();
  await exited;
  intake.ended(1);
  assert.equal(intake.statistics().received, 1000);
  assert.equal(intake.statistics().dropped.worker_ended, 0);
});

test('the drops of a thread are counted once, during its life and after', () => {
  const intake = new AuditIntake(new RecentDecisions(100), undefined);
  const memory = intake.open(1);
  Atomics.add(new Int32Array(memory), 0, 9);
  const dropped = { queue_full: 3, unserializable: 1 };
  intake.receive(1, {
    lines: new TextEncoder().encode('{}\n'),
    count: 1,
    dropped: { queue_full: 1, unserializable: 0 },
  });
  intake.receive(1, { lines: new TextEncoder().encode('{}\n{}\n'), count: 2, dropped });
  const expected = { ...dropped, full: 0, disk: 0, worker_ended: 0 };
  assert.deepEqual(intake.statistics().dropped, expected);
  intake.ended(1);
  intake.ended(1);
  assert.deepEqual(intake.statistics(), { received: 3, written: 0, dropped: { ...expected, worker_ended: 2 } });
});
