import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Watch, type Watched } from '../../src/traffic/watch.ts';
import { until } from './client.ts';

test('every entry is checked with the clock’s time, also when others leave meanwhile', async () => {
  let now = 1000;
  const watch = new Watch(() => now);
  const checked: string[] = [];
  const entries = ['a', 'b', 'c', 'd'].map((name): Watched => {
    const entry: Watched = {
      slot: -1,
      check(time) {
        checked.push(`${name}${time}`);
        if (name === 'b' || name === 'd') watch.delete(entry);
      },
    };
    return entry;
  });
  for (const entry of entries) watch.add(entry);
  await until(() => checked.length >= 4);
  assert.deepEqual(checked.toSorted(), ['a1000', 'b1000', 'c1000', 'd1000']);
  now = 2000;
  await until(() => checked.length >= 6);
  assert.deepEqual(checked.slice(4).toSorted(), ['a2000', 'c2000']);
  assert.equal(watch.size, 2);
  watch.delete(entries[0]!);
  watch.delete(entries[2]!);
  assert.equal(watch.size, 0);
});

test('an empty watch does not tick', async () => {
  let asked = 0;
  const watch = new Watch(() => ++asked);
  const entry: Watched = { slot: -1, check: () => watch.delete(entry) };
  watch.add(entry);
  await until(() => watch.size === 0);
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 350));
  assert.equal(asked, before);
});
