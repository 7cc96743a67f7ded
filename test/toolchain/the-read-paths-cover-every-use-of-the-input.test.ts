import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputPaths } from '../../src/toolchain/wire.ts';
import { sourcesOf, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();

/** Rules of a policy whose entrypoint is `main`, and the paths that it reads; null is the whole input. */
const CASES: Record<string, [rules: string, reads: InputPaths | string[]]> = {
  nothing: ['main := data.x', []],
  'a comparison': ['main if input.a.b == 1', ['a.b']],
  'a lookup alone, since it may fail': ['main if input.a.b', ['a.b']],
  'a value that is not used further': ['main if { x := input.a.b; 1 == 1 }', ['a.b']],
  'a path and a longer one, each looked at': ['main if { input.a.b == {}; input.a.b.c == 1 }', ['a.b']],
  'a path and a longer one, not false': ['main if { input.a.b; input.a.b.c == 1 }', ['a.b']],
  'two members': ['main := [input.a.x, input.a.y]', ['a.x', 'a.y']],
  'a dash in a key': ['main := input.headers["x-user"]', ['headers.x-user']],
  'the whole input, returned': ['main := input', null],
  'the whole input, in an object': ['main := {"in": input}', null],
  'the whole input, to a built-in': ['main := json.marshal(input)', null],
  'the whole input, scanned': ['main if { some x in input; x == 1 }', null],
  'the whole input, walked': ['main if { walk(input, [p, v]); v == 1 }', null],
  'the whole input, compared': ['main if input == data.x', null],
  'a key that is not constant': ['main := input[data.k].x', null],
  'a key from the input': ['main := data.x[input.a.b]', ['a.b']],
  'a key from the input into the input': ['main := input.a[input.k]', ['a', 'k']],
  'an index': ['main := input.a[0].b', ['a']],
  'a variable index': ['main if input.a[_].b == 1', ['a']],
  every: ['main if every x in input.a.b { x > 0 }', ['a.b']],
  'a comprehension': ['main := [x.y | some x in input.a]', ['a']],
  count: ['main := count(input.a.b)', ['a.b']],
  'object.get reads what it is given': ['main := object.get(input.a, ["b", "c"], 1)', ['a']],
  'a negation': ['main if not input.a.b', ['a.b']],
  'a negation of a comparison': ['main if not input.a.b == 1', ['a.b']],
  'type checks': ['main if is_object(input.a.b)', ['a.b']],
  'a pattern': ['main if [1, input.a.b] == data.x', ['a.b']],
  destructuring: ['main := x if { {"k": x, "l": 1} = input.a.b }', ['a.b']],
  membership: ['main if "x" in input.a.b', ['a.b']],
  'a set, an array and an object': ['main := [{input.a}, [input.b], {"c": input.c, input.d: 1}]', ['a', 'b', 'c', 'd']],
  'a string': ['main := $"{input.a.b}"', ['a.b']],
  'a local name': [
    'main if { r := input.request; r.method == "GET"; r.path == "/" }',
    ['request.method', 'request.path'],
  ],
  'a local name that escapes later': ['main if { r := input.a; r.b == 1; count(r) == 1 }', ['a']],
  'an import': ['import input.request as r\nmain := r.method', ['request.method']],
  'a rule that names a part': [
    'req := input.request\nmain if { req.method == "GET"; req.path == "/" }',
    ['request.method', 'request.path'],
  ],
  'a rule with several definitions': [
    'r := input.a if input.x == 1\nr := input.b if input.x == 2\nmain := r.c',
    ['a', 'b', 'x'],
  ],
  'a rule with else': ['r := input.a if { input.x == 1 } else := input.b\nmain := r.c', ['a.c', 'b.c', 'x']],
  'a rule with a default': ['default r := {"c": 1}\nr := input.a if input.x == 1\nmain := r.c', ['a.c', 'x']],
  'a function': ['f(x) := x.b\nmain := f(input.a)', ['a.b']],
  'a function of the whole input': ['f(x) if x.a.b == 1\nmain if f(input)', ['a.b']],
  'a function that gives a part back': ['f(x) := x.b\nmain if f(input.a).c == 1', ['a.b.c']],
  'a function with two callers': ['f(x) := x.k\nmain := [f(input.a), f(input.b)]', ['a.k', 'b.k']],
  'a function with a pattern': ['f([x, y]) := x\nmain := f([input.a, input.b.c])', ['a', 'b.c']],
  'a function with a constant': ['f("GET") := 1\nmain := f(input.a.b)', ['a.b']],
  'functions that call each other': ['f(x) := g(x.b)\ng(y) := y.c == 1\nmain := f(input.a)', ['a.b.c']],
  'a partial set': ['s contains input.a.b\nmain := s', ['a.b']],
  'a partial object': ['o[input.k] := input.v\nmain := o', ['k', 'v']],
  'a partial object of constants': ['o.x := input.a\no.y := input.b\nmain := o.x', ['a']],
  'with, on a part': ['f if input.a.b == 1\nmain if f with input.a.b as 1', ['a.b']],
  'with, and its value': ['f if input.a == 1\nmain if f with input.a as input.z.y', ['a', 'z.y']],
  'with, on the whole input': ['f if input.a == 1\nmain if f with input as {"a": 1}', []],
  'with, on the whole input by a part of it': ['f if input.a == 1\nmain if f with input as input.inner', ['inner.a']],
  'with, and the input afterwards': ['f if input.a == 1\nmain if { f with input as {}; input.b == 1 }', ['b']],
  'with, and both values of one rule': [
    'r := input.a if input.x == 1\nr := y if y := input.a with input.a.c as 5\nmain if r.b == 1',
    ['a', 'x'],
  ],
  'with, on data': ['f if data.x == 1\nmain if f with data.x as input.a.b', ['a.b']],
  'a rule that is found by its name': ['main := data.t[input.k].r', ['k', 'p.q']],
  'a package as the answer': ['main := data.t', ['p.q']],
  'unused rules': ['unused := input\nmain := input.a', ['a']],
  'a loop that gives one rule several values': [
    'f(i) := input.a if { i == 1 } else := input.b\nr := x if { some i in [1, 2]; x := f(i) }\nmain if r.c == 1',
    ['a', 'b'],
  ],
  'a loop that hands a part on': ['main if { some i in [1, 2]; x := input.a; y := x.b; y == i }', ['a.b']],
};

const OTHER = 'package t.one\n\nr := input.p.q\n';

for (const [name, [rules, reads]] of Object.entries(CASES)) {
  test(name, async () => {
    const sources = sourcesOf({ 'a.rego': `package a\n\n${rules}\n`, 't.rego': OTHER });
    const built = await toolchain.build(sources, { entrypoints: ['a/main'] });
    const paths = built.reads['a/main'];
    assert.deepEqual(paths?.map((path) => path.join('.')) ?? paths, reads);
  });
}

test('each entrypoint has its own paths', async () => {
  const sources = sourcesOf({ 'a.rego': 'package a\n\nx := input.x\ny := [x, input.y]\n' });
  const built = await toolchain.build(sources, { entrypoints: ['a/x', 'a/y'] });
  assert.deepEqual(built.reads, { 'a/x': [['x']], 'a/y': [['x'], ['y']] });
});
