import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Directory, type Located } from '../../../src/traffic/supervision/directory.ts';
import { PlainRows } from './rows.ts';

function open(endpoints: number, upstreams?: number) {
  const rows = new PlainRows(endpoints, upstreams);
  const directory = new Directory(rows, () => 0);
  const update = (wanted: Readonly<Record<string, readonly Located[]>>) =>
    directory.update(new Map(Object.entries(wanted)));
  return { rows, directory, update };
}

function at(host: string, changes: Partial<Located> = {}): Located {
  return { url: `http://${host}`, weight: 1, priority: 0, ...changes };
}

test('with all that was counted, whatever comes and goes beside it', () => {
  const { rows, update } = open(8);
  const first = update({ items: [at('a'), at('b')], users: [at('a')] });
  assert.deepEqual(
    first.items!.members.map(({ slot }) => slot),
    [0, 1],
  );
  assert.equal(first.users!.members[0]!.slot, 2, 'the same address is another endpoint for another upstream');
  assert.notEqual(first.items!.row, first.users!.row);
  rows.endpoint(1).answered(5, 1);
  const second = update({ orders: [at('b')], items: [at('c'), at('b', { weight: 3 })] });
  assert.deepEqual(second.items!.members[1], { slot: 1, ...at('b', { weight: 3 }) });
  assert.equal(second.items!.row, first.items!.row);
  assert.equal(rows.endpoint(1).successes, 5);
});

test('an upstream in which nothing changed is the same object, one in which something did has a higher version', () => {
  const { update } = open(8);
  const first = update({ items: [at('a')], users: [at('a')] });
  const second = update({ items: [at('a')], users: [at('a', { priority: 1 })] });
  assert.equal(second.items, first.items);
  assert.ok(second.users!.version > first.users!.version);
  const third = update({ users: [at('a')] });
  const fourth = update({ items: [at('a')], users: [at('a')] });
  assert.ok(fourth.items!.version > third.users!.version);
});

test('a row is reset before somebody else gets it', () => {
  const { rows, update } = open(1, 1);
  update({ items: [at('a')] });
  rows.endpoint(0).drained = true;
  update({ users: [at('b')] });
  assert.equal(rows.endpoint(0).drained, false);
  assert.deepEqual(rows.resets, [0, 0]);
});

test('duplicates are one, and the first one counts', () => {
  const { update } = open(1);
  const { items } = update({ items: [at('a', { weight: 2 }), at('a', { weight: 7 })] });
  assert.deepEqual(items!.members, [{ slot: 0, ...at('a', { weight: 2 }) }]);
});

test('where there are too many nothing changes', () => {
  const { directory, update } = open(2, 1);
  const before = update({ items: [at('a')] });
  const refused = (message: RegExp) => ({ code: 'config_invalid', message });
  assert.throws(() => update({ items: [at('a'), at('b'), at('c')] }), refused(/3 endpoints, but room for 2.*is full/));
  assert.throws(() => update({ items: [at('b')], users: [] }), refused(/2 upstreams, but room for 1.*is full/));
  assert.equal(directory.members, before);
  assert.equal(update({ items: [at('a')] }).items, before.items);
});
