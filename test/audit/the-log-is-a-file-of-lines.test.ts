import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { DecisionWriter } from '../../src/audit/writer.ts';
import { folder } from './fixture.ts';

const LIMITS = { maxSize: 1e9, maxFiles: 5, queue: 100_000 };

function lines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

test('batches are appended in order, and only the owner may read them', async (t) => {
  const path = join(await folder(t), 'new/decisions.jsonl');
  const writer = new DecisionWriter({ path, ...LIMITS });
  let settled = 0;
  for (let i = 0; i < 500; i++) writer.write(`{"n":${2 * i}}\n{"n":${2 * i + 1},"é":"\u4e2d"}\n`, 2, () => settled++);
  await writer.flush();
  assert.equal(settled, 500);
  assert.deepEqual(
    lines(path).map((line) => JSON.parse(line).n),
    Array.from({ length: 1000 }, (_, i) => i),
  );
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(writer.statistics(), { written: 1000, waiting: 0, dropped: { full: 0, disk: 0 }, error: undefined });
  await writer.close(1000);
});

test('an existing log is gone on with', async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  writeFileSync(path, '{"n":1}\n');
  const writer = new DecisionWriter({ path, ...LIMITS });
  writer.write('{"n":2}\n', 1, () => undefined);
  await writer.close(1000);
  assert.deepEqual(lines(path), ['{"n":1}', '{"n":2}']);
});

test('a line that a crash has torn does not spoil the next one', async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  writeFileSync(path, '{"n":1}\n{"n":2,"half');
  const writer = new DecisionWriter({ path, ...LIMITS });
  writer.write('{"n":3}\n', 1, () => undefined);
  await writer.close(1000);
  assert.deepEqual(lines(path), ['{"n":1}', '{"n":2,"half', '{"n":3}']);
});

test('a full file is put aside, and no line is lost or torn', async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  const writer = new DecisionWriter({ path, maxSize: 10_000, maxFiles: 100, queue: 100_000 });
  for (let i = 0; i < 300; i++) {
    writer.write(`{"n":${i},"filler":"${'x'.repeat(500)}"}\n`, 1, () => undefined);
    if (i % 3 === 0) await writer.flush();
  }
  await writer.close(1000);
  const files = readdirSync(join(path, '..'));
  assert.ok(files.length > 5, files.join());
  const found = files.flatMap((file) => lines(join(path, '..', file)).map((line) => JSON.parse(line).n as number));
  assert.deepEqual(
    found.sort((a, b) => a - b),
    Array.from({ length: 300 }, (_, i) => i),
  );
  assert.ok(JSON.parse(lines(path).at(-1) ?? lines(join(path, '../decisions1.jsonl')).at(-1)!).n === 299);
});

test('no more files are kept than configured', async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  const writer = new DecisionWriter({ path, maxSize: 1000, maxFiles: 3, queue: 100_000 });
  for (let i = 0; i < 30; i++) {
    writer.write(`{"n":${i},"filler":"${'x'.repeat(900)}"}\n`, 1, () => undefined);
    await writer.flush();
  }
  await writer.close(1000);
  assert.deepEqual(readdirSync(join(path, '..')).sort(), ['decisions.jsonl', 'decisions1.jsonl', 'decisions2.jsonl']);
});

test('a file that was moved away is begun anew', async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  const writer = new DecisionWriter({ path, ...LIMITS });
  writer.write('{"n":1}\n', 1, () => undefined);
  await writer.flush();
  renameSync(path, `${path}.1`);
  await setTimeout(1050);
  writer.write('{"n":2}\n', 1, () => undefined);
  await writer.close(1000);
  assert.deepEqual(lines(`${path}.1`), ['{"n":1}']);
  assert.deepEqual(lines(path), ['{"n":2}']);
});

test('closing twice, or without ever having written, is no fault', async (t) => {
  const path = join(await folder(t), 'decisions.jsonl');
  const writer = new DecisionWriter({ path, ...LIMITS });
  await writer.close(1000);
  await writer.close(1000);
  writer.write('{}\n', 1, () => undefined);
  assert.equal(writer.statistics().dropped.full, 1);
});
