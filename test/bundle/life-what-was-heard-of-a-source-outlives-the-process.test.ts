import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Life } from '../../src/bundle/life.ts';
import { SignOfLife } from '../../src/sign-of-life.ts';

const DAY = 86_400_000;
const folder = await mkdtemp(join(tmpdir(), 'regate-'));
after(() => rm(folder, { recursive: true }));

/** A process, with its clocks. */
function started(name: string, clock: { now: number; ticks: number }) {
  const life = new Life({ folder: join(folder, name), now: () => clock.now, ticks: () => clock.ticks });
  return { life, age: () => clock.ticks - new SignOfLife(life.memory).at };
}

test('the next process knows when the source answered last', async () => {
  const before = { now: 10 * DAY, ticks: 5000 };
  await started('known', before).life.answered();
  const { life, age } = started('known', { now: 13 * DAY, ticks: 700 });
  await life.recall(9 * DAY);
  assert.equal(age(), 3 * DAY);
  life.seen();
  assert.equal(age(), 0);
});

test('where nothing was written, or half of it, the activation is the last that is known', async () => {
  const { life, age } = started('unknown', { now: 13 * DAY, ticks: 700 });
  await life.recall(9 * DAY);
  assert.equal(age(), 4 * DAY);
  await life.answered();
  await writeFile(join(folder, 'unknown', 'answered'), '');
  await life.recall(9 * DAY);
  assert.equal(age(), 4 * DAY);
});

test('a clock that was put back makes nothing younger than now', async () => {
  const before = { now: 10 * DAY, ticks: 5000 };
  await started('back', before).life.answered();
  const { life, age } = started('back', { now: 9 * DAY, ticks: 700 });
  await life.recall(9 * DAY);
  assert.equal(age(), 0);
});
