import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Board } from '../../../src/traffic/board.ts';
import type { Upstream } from '../../../src/traffic/upstream.ts';
import { Upstreams } from '../../../src/traffic/upstreams.ts';
import { A, B, config, settle, supervise } from './supervised.ts';

const C = 'http://10.0.0.3:8080';

/** The supervisor and two workers over one board. */
async function start(t: TestContext) {
  const memory = Board.allocate();
  const { supervision, clock } = supervise(t, { board: new Board(memory) });
  const wanted = config({ items: [A, B, C] });
  const members = await supervision.configure(wanted);
  const workers = [0, 1].map((column) => {
    const surroundings = { now: () => clock.now, ticks: () => clock.now, random: () => 0 };
    const options = { members, board: new Board(memory), column, ...surroundings };
    return Upstreams.create({ ...wanted, workers: 2 }, options).get('items')!;
  });
  await settle();
  return {
    supervision,
    workers: workers as [Upstream, Upstream],
    async pass(milliseconds: number) {
      for (let passed = 0; passed < milliseconds; passed += 100) {
        clock.pass(100);
        await settle();
      }
    },
  };
}

/** Whom a worker takes for six requests. */
function chosen(worker: Upstream): Set<string> {
  return new Set(Array.from({ length: 6 }, () => worker.choose(undefined, Number.NaN)!.url));
}

/** So many requests of a worker are answered by `url` with `status`. */
function answer(worker: Upstream, url: string, status: number, times = 1): void {
  const endpoint = worker.endpoints.find((candidate) => candidate.url === url)!;
  for (let i = 0; i < times; i++) endpoint.answered(status, 1);
}

test('failures of all of them count together, and one of them tries', async (t) => {
  const { workers, pass } = await start(t);
  const [first, second] = workers;
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([A, B, C]));
  answer(first, A, 503, 3);
  answer(second, A, 503, 1);
  await pass(100);
  for (const worker of workers) assert.ok(chosen(worker).has(A));
  answer(second, A, 503);
  await pass(100);
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([B, C]));
  await pass(30_000);
  assert.equal(second.choose(undefined, Number.NaN)!.url, A);
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([B, C]), 'the trial is under way');
  answer(second, A, 200);
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([B, C]));
  await pass(100);
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([A, B, C]));
});

test('a good answer between the failures begins the row anew', async (t) => {
  const { workers, pass } = await start(t);
  const [first, second] = workers;
  answer(first, A, 503, 4);
  answer(second, A, 200);
  answer(first, A, 503, 4);
  await pass(100);
  assert.ok(chosen(first).has(A));
});

test('what an operator drains gets no requests of any worker', async (t) => {
  const { supervision, workers } = await start(t);
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([A, B, C]));
  supervision.drain('items', '10.0.0.2:8080');
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([A, C]));
  supervision.restore('items', '10.0.0.2:8080');
  for (const worker of workers) assert.deepEqual(chosen(worker), new Set([A, B, C]));
});
