import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { serving, type Tiered } from '../../../src/traffic/balancing/tiers.ts';

/** One endpoint for each word: its group, then `+` available, `-` not, `x` taken out by an operator. */
function endpoints(text: string): (Tiered & { readonly word: string })[] {
  return text.split(' ').map((word) => ({
    word,
    priority: Number(word[0]),
    available: word[1] === '+',
    drained: word[1] === 'x',
  }));
}

function served(text: string, panic: number): string {
  return serving(endpoints(text), panic)
    .map(({ word }) => word)
    .join(' ');
}

test('the group with the lowest number serves while one of it is available', () => {
  assert.equal(served('1+ 0+ 0- 2+ 0+', 0), '0+ 0+');
  assert.equal(served('1+ 0- 0- 2+ 0+', 0), '0+');
});

test('the next group serves where none is', () => {
  assert.equal(served('1+ 0- 0x 2+ 1-', 0), '1+');
  assert.equal(served('1- 0- 0x 2+', 0), '2+');
});

test('without panic nobody serves where nobody is available', () => {
  assert.equal(served('0- 0x 1-', 0), '');
});

test('below the share of panic all of the group serve, but nobody that an operator took out', () => {
  assert.equal(served('0+ 0- 0- 0x', 0.5), '0+ 0- 0-');
  assert.equal(served('0- 0- 0x', 0.5), '0- 0-');
  assert.equal(served('0x 0x', 0.5), '');
});

test('at the share of panic health still counts', () => {
  assert.equal(served('0+ 0-', 0.5), '0+');
  assert.equal(served('0+ 0- 0x 0x', 0.5), '0+');
});

test('a group in panic gives way to a later one that is not', () => {
  assert.equal(served('0+ 0- 0- 1+ 1+', 0.5), '1+ 1+');
  assert.equal(served('0- 0- 1+', 0.5), '1+');
});

test('where all groups are in panic, the first one of which somebody is available serves', () => {
  assert.equal(served('0- 0- 1+ 1- 1- 2+ 2- 2-', 0.5), '1+ 1- 1-');
  assert.equal(served('1- 0- 1x', 1), '0-');
});

test('all who serve are of one group; none is drained; whoever is available is not left without need', () => {
  const member = fc.record({ priority: fc.nat(3), available: fc.boolean(), drained: fc.boolean() });
  fc.assert(
    fc.property(fc.array(member), fc.constantFrom(0, 0.3, 0.5, 1), (drawn, panic) => {
      const members = drawn.map((one) => ({ ...one, available: one.available && !one.drained }));
      const chosen = serving(members, panic);
      assert.ok(new Set(chosen.map(({ priority }) => priority)).size <= 1);
      assert.ok(chosen.every(({ drained }) => !drained));
      assert.equal(chosen.length === 0, !members.some((one) => (panic > 0 ? !one.drained : one.available)));
      if (panic === 0) assert.ok(chosen.every(({ available }) => available));
      const group = members.filter(({ priority }) => priority === chosen[0]?.priority);
      assert.ok(group.every((one) => chosen.includes(one) || !one.available));
    }),
  );
});
