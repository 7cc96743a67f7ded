import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compile, entrypoint, fault, load, prepare } from './fixture.ts';
import { functionIndex, withBody } from './hostile.ts';

interface Fault {
  readonly name: string;
  /** Rules; what `x` is comes from them, and the decision is `{"allow": x}`. */
  readonly rego: string;
  readonly input: object;
  readonly code: 'policy_fault' | 'policy_unavailable';
  readonly says: RegExp;
  readonly module?: (wasm: Uint8Array) => Uint8Array;
  /** Whether the module has to be rewritten for it. */
  readonly rewritten?: true;
}

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

const thrower = (thrown: unknown) => ({
  get ask() {
    throw thrown;
  },
});

const FAULTS: readonly Fault[] = [
  {
    name: 'two values of a rule',
    rego: 'x := true if input.ask != "no"\nx := false if input.ask == "fault"',
    input: { ask: 'fault' },
    code: 'policy_fault',
    says: /^The policy contradicts itself: p\.rego:\d+:1: .*conflict$/,
  },
  {
    name: 'two values of a key of an object',
    rego: 'x if { input.ask == "fault"; count({input.ask: v | some v in [1, 2]}) == 9 }\nx if input.ask == "yes"',
    input: { ask: 'fault' },
    code: 'policy_fault',
    says: /^The policy contradicts itself: .*conflict$/,
  },
  {
    name: 'no time left',
    rego: 'x if { input.ask == "fault"; n := numbers.range(1, 900); some a in n; some b in n; a < b; some c in n; b < c; c < a }\nx if input.ask == "yes"',
    input: { ask: 'fault' },
    code: 'policy_unavailable',
    says: /^The evaluation was ended: the evaluation took longer than 50 ms$/,
    rewritten: true,
  },
  {
    name: 'no memory left',
    rego: 'x if { input.ask == "fault"; count([n | some n in numbers.range(1, 9000000)]) == 1 }\nx if input.ask == "yes"',
    input: { ask: 'fault' },
    code: 'policy_unavailable',
    says: /^The evaluation was ended: opa_malloc: failed$|took longer/,
  },
  {
    name: 'an input for which there is no memory',
    rego: 'x if input.ask == "yes"',
    input: { ask: 'y'.repeat(9 << 20) },
    code: 'policy_unavailable',
    says: /opa_malloc/,
  },
  {
    name: 'an input for which the stack is too small',
    rego: 'x if input.ask == "yes"',
    input: { ask: nested(500_000) },
    code: 'policy_unavailable',
    says: /stack/,
  },
  {
    name: 'an input that cannot be written',
    rego: 'x if input.ask == "yes"',
    input: thrower(new Error('the member is gone')),
    code: 'policy_unavailable',
    says: /^The evaluation was ended: the member is gone$/,
  },
  ...['a text', undefined, null, 0, Object.freeze({})].map((thrown) => ({
    name: `${typeof thrown} ${String(thrown)}, thrown in place of an error`,
    rego: 'x if input.ask == "yes"',
    input: thrower(thrown),
    code: 'policy_unavailable' as const,
    says: new RegExp(`^The evaluation was ended: ${String(thrown).replace(/[[\]]/g, '\\$&')}$`),
  })),
  {
    name: 'a list for an input',
    rego: 'x if input.ask == "yes"',
    input: ['ask'],
    code: 'policy_fault',
    says: /has to be an object/,
  },
  {
    name: 'a trap',
    rego: 'x if { input.ask == "fault"; upper(input.ask) == "" }\nx if input.ask == "yes"',
    input: { ask: 'fault' },
    code: 'policy_unavailable',
    says: /unreachable/,
    module: (wasm) => withBody(wasm, 'opa_strings_upper', [0x00, 0x0b]),
  },
  {
    name: 'a built-in that is not declared',
    rego: 'x if { input.ask == "fault"; upper(input.ask) == "" }\nx if input.ask == "yes"',
    input: { ask: 'fault' },
    code: 'policy_unavailable',
    says: /unknown built-in 42/,
    module: (wasm) =>
      withBody(wasm, 'opa_strings_upper', [0x41, 42, 0x41, 0, 0x10, ...functionIndex(wasm, 'opa_builtin0'), 0x0b]),
  },
  {
    name: 'a message that has no end',
    rego: 'x if { input.ask == "fault"; upper(input.ask) == "" }\nx if input.ask == "yes"',
    input: { ask: 'fault' },
    code: 'policy_unavailable',
    says: /has no end/,
    module: (wasm) =>
      withBody(wasm, 'opa_strings_upper', [0x41, 0x7f, 0x10, ...functionIndex(wasm, 'opa_abort'), 0x41, 0, 0x0b]),
  },
  {
    name: 'a built-in that would make too much',
    rego: 'x if { input.ask == "fault"; count(replace(input.text, "", input.text)) == 1 }\nx if input.ask == "yes"',
    input: { ask: 'fault', text: 'y'.repeat(10_000) },
    code: 'policy_unavailable',
    says: /too long a text/,
    rewritten: true,
  },
  {
    name: 'a value that is too deep to be read',
    rego: 'x := input.deep if input.ask == "fault"\nx if input.ask == "yes"\nx := false if input.ask == "no"',
    input: { ask: 'fault', deep: nested(1500) },
    code: 'policy_fault',
    says: /^The value of the policy cannot be read: /,
  },
];

const known = new Map<string, ReturnType<typeof compile>>();

/** The policy of these rules, compiled once. */
function compiled(rego: string): ReturnType<typeof compile> {
  const built = known.get(rego) ?? compile(`default x := false\n${rego}\ndecision := {"allow": x}`);
  known.set(rego, built);
  return built;
}

for (const rewrite of [true, false]) {
  suite(`and the next request is answered, ${rewrite ? 'rewritten' : 'as it came'}`, () => {
    for (const { name, rego, input, code, says, module = (wasm: Uint8Array) => wasm, rewritten } of FAULTS) {
      test(name, { skip: rewritten === true && !rewrite }, async () => {
        const built = await compiled(rego);
        const prepared = await prepare({ ...built, wasm: module(built.wasm) }, { rewrite, memory: 16 << 20 });
        const { evaluate } = entrypoint(load(prepared, { deadline: 50 }));
        for (let i = 0; i < 3; i++) {
          assert.throws(() => evaluate(input), fault(code, says));
          assert.deepEqual(evaluate({ ask: 'yes' }).value, { allow: true });
          assert.deepEqual(evaluate({ ask: 'no' }).value, { allow: false });
        }
      });
    }
  });
}
