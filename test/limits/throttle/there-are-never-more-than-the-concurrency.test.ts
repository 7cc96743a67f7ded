import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { open } from './fixture.ts';

test('whatever comes, leaves and changes, no more are in than may be, and each gets its turn', async () => {
  using opened = open({ concurrency: 3, queue: 1000 });
  const clients = [opened.client(1), opened.client(2)];
  let concurrency = 3;
  let running = 0;
  let most = 0;
  let random = 7;
  const draw = (below: number) => {
    random = (random * 48_271) % 2_147_483_647;
    return random % below;
  };

  async function visit(at: number): Promise<string> {
    await pause(draw(300));
    const turn = clients[at % 2]!.take('a', '');
    let isIn = false;
    if (draw(5) === 0) void pause(draw(5)).then(() => isIn || turn.end());
    const verdict = await turn.verdict;
    isIn = true;
    if (verdict !== 'granted') return verdict;
    running++;
    most = Math.max(most, running - concurrency);
    if (draw(3) > 0) await pause(draw(4));
    running--;
    turn.end();
    return verdict;
  }

  async function change(): Promise<void> {
    for (const next of [8, 1, 5, 2, 20, 4]) {
      await pause(50);
      opened.configure({ concurrency: next, queue: 1000 });
      // Those that are in stay in.
      concurrency = Math.max(next, running);
      if (next < concurrency) await pause(20);
      concurrency = next;
    }
  }

  const [verdicts] = await Promise.all([Promise.all(Array.from({ length: 600 }, (_, at) => visit(at))), change()]);
  assert.equal(most, 0);
  assert.deepEqual(new Set(verdicts), new Set(['granted', 'left']));
  const { waiting, running: held, granted } = opened.statistics();
  assert.deepEqual({ waiting, held }, { waiting: 0, held: 0 });
  assert.ok(granted >= verdicts.filter((verdict) => verdict === 'granted').length);
});
