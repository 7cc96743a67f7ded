import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Board } from '../../src/traffic/board.ts';

/** As many as the configuration may ask for, and as many again that finish what they have. */
const THREADS = 512;

test('each thread counts for itself, and what it held goes with it', () => {
  const board = new Board(Board.allocate());
  const threads = Array.from({ length: THREADS }, (_, column) => board.upstream(0, column));
  for (const thread of threads) {
    assert.ok(thread.enter('requests', THREADS));
    assert.ok(thread.enter('pending', THREADS));
  }
  const [first] = threads;
  assert.deepEqual([first!.sum('requests'), first!.sum('pending'), first!.sum('retries')], [THREADS, THREADS, 0]);
  assert.equal(first!.enter('requests', THREADS), false);
  board.clearColumn(THREADS - 1);
  assert.deepEqual([first!.sum('requests'), first!.sum('pending')], [THREADS - 1, THREADS - 1]);
  assert.equal(board.upstream(1, 0).sum('requests'), 0);
});
