import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/errors.ts';
import type { Engine } from '../../src/policy/engine.ts';
import { compile, entrypoint, load, prepare } from './fixture.ts';

const REGO = `
decision := {"roles": roles, "grants": grants, "text": text, "sum": sum(input.numbers), "hit": data.words[input.word]}
roles := {role | some role in input.roles; regex.match(sprintf_free, role)}
sprintf_free := concat("", ["^", input.word, "[a-z]*$"])
grants[role] := count(paths) if {
	some role in roles
	paths := [path | some path in data.paths; glob.match(path, ["/"], input.path)]
}
text := replace(lower(input.path), "a", "b")
alarm if { input.alarm; some x in numbers.range(1, 100000000); x < 0 }
decision := "alarm" if alarm
`;

const DATA = { words: { read: 1, write: 2 }, paths: ['/a/*', '/a/**', '/*/b', '/[ab]/c', '/{x,y}/z'] };

const input = fc.record({
  roles: fc.array(fc.constantFrom('read', 'reader', 'write', 'w', 'ä\u{1f600}')),
  word: fc.constantFrom('read', 'write', '(', 'w'),
  path: fc.oneof(fc.constantFrom('/a/b', '/A/b/c', '/x/z', '/a/c'), fc.string({ unit: 'grapheme' })),
  numbers: fc.array(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }))),
  alarm: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

function answer(engine: Engine, value: object): unknown {
  try {
    return entrypoint(engine).evaluate(value).value;
  } catch (thrown) {
    assert.ok(thrown instanceof GatewayError);
    return thrown.code;
  }
}

test('whatever it was asked before', async () => {
  const built = await compile(REGO);
  const prepared = await prepare(built, { data: DATA });
  const used = load(prepared, { deadline: 50 });
  const unchanged = load(await prepare(built, { data: DATA, rewrite: false }), { deadline: 50 });
  fc.assert(
    fc.property(input, (value) => {
      const expected = value.alarm ? 'policy_unavailable' : answer(load(prepared, { deadline: 50 }), value);
      assert.deepEqual(answer(used, value), expected);
      if (!value.alarm) assert.deepEqual(answer(unchanged, value), expected);
    }),
    { numRuns: 200 },
  );
});
