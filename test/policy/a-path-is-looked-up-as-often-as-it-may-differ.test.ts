import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, entrypoint, load, policy, prepare } from './fixture.ts';

/** Several bodies, loops, functions, and inputs that are replaced, with the same path everywhere. */
const REGO = `
decision := {"bodies": bodies, "looped": looped, "replaced": replaced, "inline": inline, "nested": nested, "data": from_data, "args": args}

bodies contains "a" if input.request.method == "GET"
bodies contains "b" if input.request.method == "PUT"
bodies contains "c" if not input.request.method
bodies contains "d" if {
	input.request.method == "GET"
	input.request.path == "/x"
	input.request.method != "PUT"
}

looped := [x | some item in input.items; x := sprintf("%v %v", [item, input.request.method])]

replaced := [before, inside, after] if {
	before := object.get(input.request, "method", "none")
	inside := bodies with input.request.method as "PUT"
	after := object.get(input.request, "method", "none")
}

inline := [before, inside, known, after] if {
	before := input.request.method
	inside := input.request.method with input.request.method as "PUT"
	known := data.known.name with data.known.name as input.request.path
	after := [input.request.method, data.known.name]
}

nested := [method | some item in input.items; method := method_of with input.request.method as item]
method_of := input.request.method
from_data := [data.known.name, name, data.known.name] if name := known_name with data.known.name as input.request.path
known_name := data.known.name

args := [same(input), same({"request": {"method": "ARG"}})]
same(argument) := [argument.request.method, input.request.method, argument.request.method]
`;
const INPUTS = [
  { request: { method: 'GET', path: '/x' }, items: [1, 'two', 3] },
  { request: { method: 'PUT' }, items: ['a'] },
  { request: { path: '/x' }, items: [1, 2] },
  { request: { method: false }, items: [] },
  { request: 'text' },
  { items: [1] },
  {},
];
const DATA = { known: { name: 'known' } };

test('a rewritten policy finds what the module as it came finds', async () => {
  const rules = ['decision', 'bodies', 'looped', 'replaced', 'inline', 'nested', 'from_data', 'args'];
  const built = await compile(REGO, rules);
  const [kept, plain] = await Promise.all(
    [true, false].map(async (rewrite) => load(await prepare(built, { rewrite, data: DATA }))),
  );
  for (const rule of rules) {
    for (const input of INPUTS) {
      const values = [kept!, plain!].map((engine) => entrypoint(engine, rule).evaluate(input).value);
      assert.deepEqual(values[0], values[1], `${rule} of ${JSON.stringify(input)}`);
    }
  }
});

test('what with replaces is seen, and is not seen afterwards', async () => {
  const { evaluate } = await policy(REGO, { data: DATA });
  assert.deepEqual(evaluate(INPUTS[0]!).value, {
    bodies: ['a', 'd'],
    looped: ['1 GET', 'two GET', '3 GET'],
    replaced: ['GET', ['b'], 'GET'],
    inline: ['GET', 'PUT', '/x', ['GET', 'known']],
    nested: [1, 'two', 3],
    data: ['known', '/x', 'known'],
    args: [
      ['GET', 'GET', 'GET'],
      ['ARG', 'GET', 'ARG'],
    ],
  });
});

test('a path in more bodies than are kept', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `m${i}`);
  const rules = names.map((name) => `hits contains "${name}" if {\n\tinput.a.${name} == 1\n\tinput.a.${name} < 2\n}`);
  const { evaluate } = await policy(`${rules.join('\n')}\ndecision := count(hits)`);
  assert.equal(evaluate({ a: Object.fromEntries(names.map((name) => [name, 1])) }).value, 100);
  assert.equal(evaluate({ a: Object.fromEntries(names.map((name, i) => [name, i % 2])) }).value, 50);
  assert.equal(evaluate({ a: { m99: 1 } }).value, 1);
});
