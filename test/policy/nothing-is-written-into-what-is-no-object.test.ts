import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entrypoint } from '../../src/policy/engine.ts';
import { fault, policy } from './fixture.ts';

// The compiled policy takes these values for objects and sets, and wrote wherever their bytes pointed to.
const VALUES = [
  ...[[], [1], ['a'.repeat(40), 'b'.repeat(40)], [[1], [2], { a: 3 }], Array.from({ length: 50 }, (_, i) => `${i}`)],
  ...['', 'text', '\u0004\u0010\u0020'.repeat(30), 0, 5, 2 ** 40, 1e300, null, true, false],
];

/** The policy still says what it said before. */
function isWell({ evaluate }: Entrypoint): void {
  assert.deepEqual(evaluate({ body: { b: 2 }, name: 'other' }).value, { whole: true });
}

const WHOLE = 'whole := json.marshal(data.known) == `{"list":[1,2,{"a":"b"}],"text":"text"}`';
const DATA = { known: { text: 'text', list: [1, 2, { a: 'b' }] } };

test('with replaces a member of what is no object by an object with that member', async () => {
  const entrypoint = await policy(
    `${WHOLE}
decision := {"whole": whole} if input.body.b == 2
else := answers if answers := [top, below] with input as input.body
top := value if value := input with input.a as 1
below := value if value := [input, sort(input.list)] with input.b.c as 1 with input.list as [2, 1]`,
    { data: DATA },
  );
  for (const body of VALUES) {
    const expected = [{ a: 1 }, [{ b: { c: 1 }, list: [2, 1] }, [1, 2]]];
    assert.deepEqual(entrypoint.evaluate({ body }).value, expected, JSON.stringify(body));
    isWell(entrypoint);
  }
});

test('with replaces a member of a set by an object with that member', async () => {
  const { evaluate } = await policy(`
decision := value if value := top with input as {item | some item in input.body}
top := value if value := input with input.a.b as 1`);
  for (const body of VALUES) assert.deepEqual(evaluate({ body }).value, { a: { b: 1 } });
});

test('a rule does not add to what another rule has put there', async () => {
  const entrypoint = await policy(
    `${WHOLE}
groups.fixed.first := input.body
groups.fixed[input.name] contains 1
decision := groups if input.name == "first"
else := {"whole": whole}`,
    { data: DATA },
  );
  for (const body of [...VALUES, {}, { a: 1 }]) {
    assert.throws(() => entrypoint.evaluate({ body, name: 'first' }), fault('policy_fault', /conflict/));
    isWell(entrypoint);
  }
});

test('nor to a set of another rule, which would have it too', async () => {
  const { evaluate } = await policy(`
admins contains "root"
groups.fixed.admins := admins
groups.fixed[input.name] contains input.user
groups.fixed[input.name] contains user if some user in ["guest", input.user]
decision := [admins, groups]`);
  assert.throws(() => evaluate({ name: 'admins', user: 'mallory' } as never), fault('policy_fault', /conflict/));
  assert.deepEqual(evaluate({ name: 'guests', user: 'mallory' } as never).value, [
    ['root'],
    { fixed: { admins: ['root'], guests: ['guest', 'mallory'] } },
  ]);
});
