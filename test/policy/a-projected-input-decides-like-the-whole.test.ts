import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/errors.ts';
import type { Entrypoint } from '../../src/policy/engine.ts';
import { compile, entrypoint, load, prepare } from './fixture.ts';

const REGO = `
decision := {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g, "h": h, "i": i}
default a := "none"
a := input.request.headers.authorization
b := [x | some x in input.request.segments]
c := [k | some k, _ in input.subject.claims]
d if { subject := input.subject; subject.claims.admin == true }
default d := false
default e := "none"
e := input.request.body.json.items[1].name
f := object.get(input.request.query, "page", "first")
default g := false
g if "constructor" in object.keys(input.client.tls)
default h := "none"
h := input.client.toString.length
default i := "none"
i := input.subject["__proto__"]
`;

const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null), fc.double());
const name = fc.constantFrom(
  ...['request', 'headers', 'authorization', 'segments', 'subject', 'claims', 'admin', 'body', 'json', 'items', 'name'],
  ...['query', 'page', 'client', '__proto__', 'constructor', 'toString', 'length', '0', '1', 'other'],
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: false }),
  ),
}));
const input = fc.record(
  {
    request: fc.oneof(
      value,
      fc.record({ headers: value, segments: value, body: fc.record({ json: value }), query: value }),
    ),
    subject: fc.oneof(value, fc.record({ claims: value, id: leaf })),
    client: fc.oneof(value, fc.record({ tls: value, toString: value }, { requiredKeys: [] })),
    other: value,
  },
  { requiredKeys: [] },
);

function answer({ evaluate }: Entrypoint, given: object): unknown {
  try {
    return evaluate(given).value;
  } catch (thrown) {
    assert.ok(thrown instanceof GatewayError, String(thrown));
    return thrown.code;
  }
}

test('whatever members are there, missing, or of another type', async () => {
  const built = await compile(REGO);
  const projected = entrypoint(load(await prepare(built)));
  const whole = entrypoint(load(await prepare(built, { whole: true })));
  assert.ok(projected.reads !== null && projected.reads.length > 5, JSON.stringify(projected.reads));
  fc.assert(
    fc.property(input, (given) => {
      assert.deepEqual(answer(projected, given), answer(whole, given));
    }),
    { numRuns: 2000 },
  );
});

test('the input of an evaluation is what was read, as JSON', async () => {
  const { evaluate } = entrypoint(load(await prepare(await compile('decision := input.request.path'))));
  const given = { request: { path: '/a"\u2028', secret: 'x' }, subject: { id: 's' } };
  assert.equal(evaluate(given).input, '{"request":{"path":"/a\\"\u2028"}}');
});

test('members that are not read are not touched', async () => {
  const { evaluate } = entrypoint(load(await prepare(await compile('decision := input.request.path'))));
  class Request {
    get path() {
      return '/x';
    }
    get body(): never {
      throw new Error('touched');
    }
  }
  assert.equal(evaluate({ request: new Request() }).value, '/x');
});
