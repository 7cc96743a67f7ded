import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AuditIntake } from '../../src/audit/intake.ts';
import { RecentDecisions } from '../../src/audit/recent.ts';
import { DecisionWriter } from '../../src/audit/writer.ts';
import { folder } from './fixture.ts';

test('to another file, and its counts only grow', async (t) => {
  const base = await folder(t);
  const writer = (name: string) =>
    new DecisionWriter({ path: join(base, name), maxSize: 1e9, maxFiles: 2, queue: 10_000 });
  const intake = new AuditIntake(new RecentDecisions(10), writer('a'));
  intake.open(1);
  let sent = 0;
  const send = () => {
    const count = 10;
    const lines = Array.from({ length: count }, (_, i) => `{"n":${sent + i}}\n`).join('');
    sent += count;
    intake.receive(1, { lines: new TextEncoder().encode(lines), count, dropped: { queue_full: 0, unserializable: 0 } });
  };
  for (let i = 0; i < 50; i++) send();
  await intake.flush();
  assert.equal(intake.statistics().written, 500);
  const moved = intake.replaceWriter(writer('b'), 1000);
  assert.equal(intake.statistics().written, 500);
  for (let i = 0; i < 50; i++) send();
  await moved;
  await intake.flush();
  assert.deepEqual(intake.statistics().written, 1000);
  await intake.replaceWriter(undefined, 1000);
  assert.deepEqual(intake.statistics().written, 1000);
  const lines = ['a', 'b'].flatMap((name) => readFileSync(join(base, name), 'utf8').trim().split('\n'));
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).n),
    Array.from({ length: 1000 }, (_, n) => n),
  );
});
