import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { DecisionWriter } from '../../src/audit/writer.ts';
import { folder } from './fixture.ts';

const OPTIONS = { maxSize: 1e9, maxFiles: 5, queue: 10, retry: 20 };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5);
}

test('a folder that is not one: what waits is kept, what finds no room is counted, and it goes on when it can', async (t) => {
  const base = await folder(t);
  writeFileSync(join(base, 'log'), '');
  const told: (string | undefined)[] = [];
  const path = join(base, 'log/decisions.jsonl');
  const writer = new DecisionWriter({ path, ...OPTIONS, onError: (error) => told.push(error?.message) });
  let settled = 0;
  const write = (n: number) => writer.write(`{"n":${n}}\n`, 1, () => settled++);
  write(0);
  await until(() => writer.statistics().error !== undefined);
  for (let n = 1; n < 25; n++) write(n);
  assert.deepEqual(writer.statistics().dropped, { full: 0, disk: 15 });
  assert.equal(settled, 15);

  rmSync(join(base, 'log'));
  await writer.flush();
  assert.equal(settled, 25);
  assert.equal(readFileSync(path, 'utf8'), Array.from({ length: 10 }, (_, n) => `{"n":${n}}\n`).join(''));
  assert.equal(told.length, 2);
  assert.match(told[0]!, /EEXIST|ENOTDIR/);
  assert.equal(told[1], undefined);
  await writer.close(1000);
});

test('a path that is a folder', async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  mkdirSync(path);
  const writer = new DecisionWriter({ path, ...OPTIONS });
  writer.write('{"n":1}\n', 1, () => undefined);
  await until(() => writer.statistics().error !== undefined);
  rmdirSync(path);
  await writer.flush();
  assert.equal(readFileSync(path, 'utf8'), '{"n":1}\n');
  await writer.close(1000);
});

test('a full disk', { skip: process.platform !== 'linux' }, async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  symlinkSync('/dev/full', path);
  const writer = new DecisionWriter({ path, ...OPTIONS });
  for (let n = 0; n < 12; n++) writer.write(`{"n":${n}}\n`, 1, () => undefined);
  assert.deepEqual(writer.statistics().dropped, { full: 2, disk: 0 });
  await until(() => writer.statistics().error !== undefined);
  assert.match(writer.statistics().error!, /ENOSPC/);
  rmSync(path);
  await writer.flush();
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 11);
  assert.deepEqual(writer.statistics(), { written: 10, waiting: 0, dropped: { full: 2, disk: 0 }, error: undefined });
  await writer.close(1000);
});

test('a disk that does not come back holds the end up no longer than the grace', async (t) => {
  const base = await folder(t);
  writeFileSync(join(base, 'log'), '');
  const writer = new DecisionWriter({ path: join(base, 'log/decisions.jsonl'), ...OPTIONS });
  let settled = 0;
  for (let n = 0; n < 7; n++) writer.write('{}\n', 1, () => settled++);
  await writer.close(60);
  assert.equal(settled, 7);
  assert.deepEqual(writer.statistics().dropped, { full: 0, disk: 7 });
});

test('a disk that fails in the middle of a batch loses no line', { skip: process.platform !== 'linux' }, async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  const writer = new DecisionWriter({ path, ...OPTIONS, queue: 10_000 });
  writer.write('{"n":0}\n', 1, () => undefined);
  await writer.flush();
  // A limit on the size of files stops a write in the middle, as a full disk does; it is this process's own.
  const { execFileSync } = await import('node:child_process');
  const limit = (size: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:unlimited`]);
  process.on('SIGXFSZ', () => undefined);
  limit('5000');
  for (let n = 1; n < 1000; n++) writer.write(`{"n":${n}}\n`, 1, () => undefined);
  await until(() => writer.statistics().error !== undefined);
  limit('unlimited');
  await writer.close(2000);
  const found = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const whole = found.flatMap((line) => {
    try {
      return [JSON.parse(line).n as number];
    } catch {
      return [];
    }
  });
  assert.deepEqual(
    whole,
    Array.from({ length: 1000 }, (_, n) => n),
  );
  assert.ok(found.length - whole.length <= 2, 'at most a torn line and its successor');
});
