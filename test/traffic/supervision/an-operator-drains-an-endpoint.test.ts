import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, B, config, supervise } from './supervised.ts';

test('by the name of its upstream and its host and port, and takes it back', async (t) => {
  const { supervision, clock, board, lines, status } = supervise(t);
  await supervision.configure(config({ items: [A, B], users: [A] }));
  clock.now += 5000;
  supervision.drain('items', '10.0.0.1:8080');
  assert.deepEqual(
    board.rows.slice(0, 3).map(({ drained }) => drained),
    [true, false, false],
  );
  const drained = status('items', A);
  assert.equal(drained?.health, 'drained');
  assert.equal(drained.reason, 'an operator wanted it');
  assert.equal(drained.since, 1_005_000);
  assert.equal(status('users', A)?.health, 'healthy');
  clock.now += 5000;
  supervision.drain('items', '10.0.0.1:8080');
  assert.equal(status('items', A)?.since, 1_005_000, 'twice is once');
  supervision.restore('items', '10.0.0.1:8080');
  assert.equal(board.endpoint(0).drained, false);
  assert.deepEqual(board.endpoint(0).comebacks, [10_000], 'it comes back to a slow start');
  assert.equal(status('items', A)?.since, 1_010_000);
  assert.deepEqual(lines, [
    `info ${A} is drained, as an operator wanted`,
    `info ${A} is restored, as an operator wanted`,
  ]);
});

test('it stays so over configurations', async (t) => {
  const { supervision, clock, status } = supervise(t);
  await supervision.configure(config({ items: [A, B] }));
  supervision.drain('items', '10.0.0.1:8080');
  clock.now += 5000;
  await supervision.configure(config({ items: [B, A], users: [B] }));
  assert.equal(status('items', A)?.health, 'drained');
  assert.equal(status('items', A)?.since, 1_000_000);
});

test('the port of a scheme is written too', async (t) => {
  const { supervision } = supervise(t);
  await supervision.configure(config({ items: ['http://items', 'https://items', 'http://[::1]:8080'] }));
  const [items] = supervision.statuses();
  assert.deepEqual(
    items!.endpoints.map(({ id }) => id),
    ['items:80', 'items:443', '[::1]:8080'],
  );
});

test('what there is not is refused', async (t) => {
  const { supervision } = supervise(t);
  await supervision.configure(config({ items: [A] }));
  const refused = (message: RegExp) => ({ code: 'admin_not_found', message });
  assert.throws(() => supervision.drain('users', '10.0.0.1:8080'), refused(/no upstream users/));
  assert.throws(() => supervision.restore('items', '10.0.0.1'), refused(/items has no endpoint 10\.0\.0\.1/));
});
