import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poll } from '../../../src/bundle/sources/poll.ts';
import { GatewayError } from '../../../src/errors.ts';

/** A clock whose waits a test ends, and a chance that it chooses. */
function clock(chance = 0) {
  const waits: number[] = [];
  let next: (() => void) | undefined;
  const time = {
    chance,
    waits,
    waiting: () => next !== undefined,
    random: () => time.chance,
    after(milliseconds: number, task: () => void) {
      waits.push(milliseconds);
      next = task;
      return () => {
        next = undefined;
      };
    },
    async pass() {
      const due = next;
      next = undefined;
      due?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return time;
}

const PERIOD = { min: 10_000, max: 60_000 };
const unreadable = async () => {
  throw new GatewayError('bundle_unreadable', 'nobody is there');
};

test('each wait is between the least and the most, by chance', async () => {
  const time = clock();
  poll(PERIOD, async () => undefined, time);
  time.chance = 0.999;
  await time.pass();
  assert.deepEqual(time.waits, [10_000, 59_950]);
});

test('each failure in a row doubles the wait, up to five minutes, and a success ends that', async () => {
  const time = clock();
  let task = unreadable;
  poll(PERIOD, () => task(), time);
  for (let n = 0; n < 6; n++) await time.pass();
  task = async () => undefined as never;
  await time.pass();
  assert.deepEqual(time.waits, [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 10_000]);
});

test('what a source delivered is no reason to ask it less often', async () => {
  const time = clock();
  poll(
    PERIOD,
    async () => {
      throw new GatewayError('policy_tests_failed', 'a test failed');
    },
    time,
  );
  await time.pass();
  assert.deepEqual(time.waits, [10_000, 10_000]);
});

test('it ends when it is closed, also while it looks', async () => {
  const time = clock();
  const polling = poll(PERIOD, async () => polling.close(), time);
  await time.pass();
  assert.equal(time.waiting(), false);
  const idle = poll(PERIOD, async () => undefined, time);
  assert.equal(time.waiting(), true);
  idle.close();
  assert.equal(time.waiting(), false);
});
